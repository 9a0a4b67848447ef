import TautAuth
import TautJSON
import Testing

@Suite struct TokenClaimsTests {
  private func claims(_ text: String) throws(MalformedToken) -> TokenClaims {
    try JSONWebToken(token(text)).unverifiedClaims()
  }

  @Test func `every registered claim is read`() throws {
    let claims = try claims(
      #"{"iss":"i","sub":"s","aud":["a","b"],"exp":3,"nbf":2.5,"iat":1,"jti":"j","role":"admin","rooms":["mlb"],"x":[1]}"#
    )
    #expect(claims.issuer == "i" && claims.subject == "s" && claims.audience == ["a", "b"] && claims.id == "j")
    #expect(claims.expiresAt == NumericDate(seconds: 3) && claims.issuedAt == NumericDate(seconds: 1))
    #expect(claims.notBefore == NumericDate(milliseconds: 2500))
    #expect(claims.role == "admin" && claims.rooms == RoomGrants(patterns: ["mlb"]) && claims.members["x"] == [1])
  }

  @Test func `a claim that is not there is not there`() throws {
    let claims = try claims("{}")
    #expect(claims.issuer == nil && claims.subject == nil && claims.audience == nil && claims.expiresAt == nil)
    #expect(claims.notBefore == nil && claims.issuedAt == nil && claims.id == nil && claims.role == nil)
    #expect(claims.rooms == nil)
  }

  @Test func `one audience stands for a list`() throws {
    #expect(try claims(#"{"aud":"a"}"#).audience == ["a"])
  }

  @Test(arguments: [
    (#"{"iss":1}"#, "iss", "a string"), (#"{"sub":42}"#, "sub", "a string"), (#"{"jti":null}"#, "jti", "a string"),
    (#"{"role":["admin"]}"#, "role", "a string"), (#"{"aud":1}"#, "aud", "a string or an array of strings"),
    (#"{"aud":["a",1]}"#, "aud", "a string or an array of strings"),
    (#"{"exp":"1"}"#, "exp", "a number of seconds since 1970, before the year 10000"),
    (#"{"exp":1755259200000}"#, "exp", "a number of seconds since 1970, before the year 10000"),
    (#"{"nbf":1e400}"#, "nbf", "a number of seconds since 1970, before the year 10000"),
    (#"{"iat":true}"#, "iat", "a number of seconds since 1970, before the year 10000"),
    (#"{"rooms":1}"#, "rooms", "a string or an array of strings"),
    (#"{"rooms":["a*b"]}"#, "rooms", "a list of room names with a star at the end or nowhere"),
    (#"{"rooms":[""]}"#, "rooms", "a list of room names with a star at the end or nowhere"),
  ])
  func `a claim of another kind makes the token malformed`(text: String, name: String, expected: String) {
    #expect(throws: MalformedToken.claim(name, expected: expected)) { try claims(text) }
  }

  @Test func `a token grants at most 256 rooms`() throws {
    let many = (0..<256).map { "r\($0)" }.joined(separator: ",")
    #expect(try claims(#"{"rooms":"\#(many)"}"#).rooms?.patterns.count == 256)
    #expect(throws: MalformedToken.claim("rooms", expected: "a list of at most 256 names")) {
      try claims(#"{"rooms":"\#(many),more"}"#)
    }
  }

  @Test func `dates are compared and moved to the millisecond`() {
    #expect(noon + .milliseconds(1500) - noon == .milliseconds(1500))
    #expect(noon < noon + .milliseconds(1) && !(noon < noon))
  }
}
