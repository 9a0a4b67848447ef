import TautAuth
import TautJSON
import Testing

@Suite struct TokenValidatorTests {
  @Test func `a good token tells who it is for`() throws {
    let text = token(#"{"sub":"alice","role":"admin","rooms":["mlb"],"exp":1755259260}"#)
    let verified = try validator().validate(text, at: noon)
    #expect(verified.principal == Principal(user: "alice", role: "admin", rooms: RoomGrants(patterns: ["mlb"])))
    #expect(verified.deadline == noon + .seconds(65))
    #expect(verified.claims.subject == "alice")
  }

  @Test func `a token that says nothing grants every room and no role`() throws {
    let verified = try validator().validate(token("{}"), at: noon)
    #expect(verified.principal == .anonymous && verified.deadline == nil)
  }

  // MARK: Signatures

  @Test(arguments: ["none", "None", "NONE", "nOnE"])
  func `a token without a signature is refused in every spelling`(name: String) {
    let input = "\(base64(#"{"alg":"\#(name)"}"#)).\(base64("{}"))"
    #expect(refusal("\(input).") == .unsigned)
    #expect(refusal(token(header: #"{"alg":"\#(name)"}"#)) == .unsigned)
  }

  @Test(arguments: ["", "hs256", "HS1", "ES512", "RS256 ", "HS256\\u0000", "ES256K", "PS512"])
  func `an algorithm that does not exist here is refused`(name: String) {
    #expect(refusal(token(header: #"{"alg":"\#(name)"}"#)) == .unsupportedAlgorithm)
  }

  @Test(arguments: ["RS256", "ES256", "EdDSA", "HS512"])
  func `an algorithm that the key is not for is refused, whatever the signature`(name: String) {
    #expect(refusal(token(header: #"{"alg":"\#(name)"}"#)) == .algorithmMismatch)
  }

  @Test func `a key for one algorithm is for no other`() {
    let validator = TokenValidator(keys: TokenKeys([TokenKey(StubKey(), only: .hs384)]))
    #expect(refusal(token(), validator) == .algorithmMismatch)
    #expect(refusal(token(header: #"{"alg":"HS384"}"#), validator) == nil)
  }

  @Test func `a token of another key, truncated, or with another payload is refused`() {
    let text = token()
    #expect(refusal(token(by: StubKey(mark: 8))) == .badSignature)
    let parts = text.split(separator: ".").map(String.init)
    #expect(refusal("\(parts[0]).\(parts[1]).") == .badSignature)
    #expect(refusal("\(parts[0]).\(parts[1]).\(parts[2].dropLast(4))") == .badSignature)
    #expect(refusal("\(parts[0]).\(base64(#"{"sub":"mallory"}"#)).\(parts[2])") == .badSignature)
    #expect(refusal("\(base64(#"{ "alg":"HS256"}"#)).\(parts[1]).\(parts[2])") == .badSignature)
  }

  @Test func `a key inside of the token or behind an address is never looked at`() {
    let foreign = StubKey(mark: 9)
    for member in [
      #""jwk":{"kty":"oct","k":"CQ"}"#, #""jku":"https://evil.example/keys""#, #""x5u":"https://evil.example/x""#,
      #""x5c":["AA"]"#,
    ] {
      #expect(refusal(token(header: #"{"alg":"HS256",\#(member)}"#, by: foreign)) == .badSignature)
      #expect(refusal(token(header: #"{"alg":"HS256",\#(member)}"#)) == nil)
    }
  }

  @Test func `nobody without a key gets his payload read`() {
    #expect(refusal(token("[[[", by: StubKey(mark: 8))) == .badSignature)
    #expect(refusal(token("[[[")) == .malformed(.json(.payload, JSONError(.unexpectedEnd, at: 3))))
  }

  // MARK: Times

  @Test(arguments: [(-6, false), (-5, false), (-4, true), (0, true), (60, true)])
  func `a token is good until its end and the leeway`(seconds: Int, isGood: Bool) {
    let end = noon + .seconds(seconds)
    let text = token(#"{"exp":\#(end.milliseconds / 1000)}"#)
    #expect(refusal(text) == (isGood ? nil : .expired(ago: .seconds(-seconds))))
  }

  @Test(arguments: [(-60, true), (5, true), (6, false)])
  func `a token is good from its beginning, less the leeway`(seconds: Int, isGood: Bool) {
    let start = (noon + .seconds(seconds)).milliseconds / 1000
    #expect(refusal(token(#"{"nbf":\#(start)}"#)) == (isGood ? nil : .notYetValid(in: .seconds(seconds))))
    #expect(refusal(token(#"{"iat":\#(start)}"#)) == (isGood ? nil : .issuedInFuture(by: .seconds(seconds))))
  }

  @Test func `an end can be required`() {
    var policy = TokenPolicy()
    policy.requiresExpiry = true
    #expect(refusal(token(), validator(policy)) == .malformed(.absentClaim("exp")))
    #expect(refusal(token(#"{"exp":4102444800}"#), validator(policy)) == nil)
  }

  // MARK: Issuer and audience

  @Test func `an issuer is looked at where one is trusted`() {
    #expect(refusal(token(#"{"iss":"anybody"}"#)) == nil)
    var policy = TokenPolicy()
    policy.issuers = ["a", "b"]
    #expect(refusal(token(#"{"iss":"b"}"#), validator(policy)) == nil)
    #expect(refusal(token(#"{"iss":"c"}"#), validator(policy)) == .wrongIssuer)
    #expect(refusal(token("{}"), validator(policy)) == .malformed(.absentClaim("iss")))
  }

  @Test func `an audience must be this server`() {
    #expect(refusal(token(#"{"aud":"somebody"}"#)) == .wrongAudience)
    var policy = TokenPolicy()
    policy.audiences = ["us", "we"]
    #expect(refusal(token(#"{"aud":"we"}"#), validator(policy)) == nil)
    #expect(refusal(token(#"{"aud":["them","us"]}"#), validator(policy)) == nil)
    #expect(refusal(token(#"{"aud":["them"]}"#), validator(policy)) == .wrongAudience)
    #expect(refusal(token(#"{"aud":[]}"#), validator(policy)) == .wrongAudience)
    #expect(refusal(token("{}"), validator(policy)) == .wrongAudience)
  }

  // MARK: Revocation

  @Test func `a revoked token is refused`() throws {
    var validator = validator()
    try validator.revocations.revoke(tokenID: "t1", until: noon + .seconds(60), at: noon)
    #expect(refusal(token(#"{"jti":"t1"}"#), validator) == .revoked)
    #expect(refusal(token(#"{"jti":"t2"}"#), validator) == nil)
  }
}
