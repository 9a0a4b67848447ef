import TautAuth
import Testing

@Suite struct RevocationListTests {
  private func claims(_ text: String) throws -> TokenClaims {
    try JSONWebToken(token(text)).unverifiedClaims()
  }

  @Test func `a token is revoked by its id until it has run out by itself`() throws {
    var list = RevocationList()
    let claims = try claims(#"{"jti":"t"}"#)
    #expect(!list.contains(claims, at: noon))
    try list.revoke(tokenID: "t", until: noon + .seconds(10), at: noon)
    #expect(list.contains(claims, at: noon + .seconds(9)) && list.count == 1)
    #expect(!list.contains(claims, at: noon + .seconds(10)))
  }

  @Test func `a second revocation never shortens the first`() throws {
    var list = RevocationList()
    try list.revoke(tokenID: "t", until: noon + .seconds(10), at: noon)
    try list.revoke(tokenID: "t", until: noon + .seconds(5), at: noon)
    try list.revoke(subject: "a", until: noon + .seconds(10), at: noon)
    try list.revoke(subject: "a", until: noon + .seconds(5), at: noon)
    #expect(list.contains(try claims(#"{"jti":"t"}"#), at: noon + .seconds(9)))
    #expect(list.contains(try claims(#"{"sub":"a"}"#), at: noon + .seconds(9)))
  }

  @Test func `a user's tokens are revoked that were issued up to then`() throws {
    var list = RevocationList()
    try list.revoke(subject: "alice", until: noon + .seconds(100), at: noon)
    let second = noon.milliseconds / 1000
    #expect(list.contains(try claims(#"{"sub":"alice","iat":\#(second)}"#), at: noon))
    #expect(list.contains(try claims(#"{"sub":"alice"}"#), at: noon))
    #expect(!list.contains(try claims(#"{"sub":"alice","iat":\#(second + 1)}"#), at: noon))
    #expect(!list.contains(try claims(#"{"sub":"bob"}"#), at: noon))
    #expect(!list.contains(try claims(#"{"sub":"alice"}"#), at: noon + .seconds(100)))
  }

  @Test func `a full list drops what is over, and refuses rather than forget`() throws {
    var list = RevocationList(limit: 2)
    try list.revoke(tokenID: "a", until: noon + .seconds(1), at: noon)
    try list.revoke(tokenID: "b", until: noon + .seconds(9), at: noon)
    #expect(throws: RevocationError.full(limit: 2)) {
      try list.revoke(tokenID: "c", until: noon + .seconds(9), at: noon)
    }
    try list.revoke(tokenID: "b", until: noon + .seconds(8), at: noon)
    try list.revoke(tokenID: "c", until: noon + .seconds(9), at: noon + .seconds(2))
    #expect(list.contains(try claims(#"{"jti":"b"}"#), at: noon + .seconds(2)))
    #expect(list.contains(try claims(#"{"jti":"c"}"#), at: noon + .seconds(2)))
    try list.revoke(subject: "u", until: noon + .seconds(9), at: noon)
    try list.revoke(subject: "v", until: noon + .seconds(9), at: noon)
    #expect(throws: RevocationError.full(limit: 2)) {
      try list.revoke(subject: "w", until: noon + .seconds(9), at: noon)
    }
    #expect(list.count == 4)
  }

  @Test func `each kind has room of its own`() throws {
    var list = RevocationList(limit: 1)
    try list.revoke(tokenID: "a", until: noon + .seconds(9), at: noon)
    try list.revoke(subject: "u", until: noon + .seconds(9), at: noon)
    #expect(list.count == 2)
  }

  @Test func `a name has 1 to 1024 bytes`() {
    var list = RevocationList()
    #expect(throws: RevocationError.empty) { try list.revoke(tokenID: "", until: noon, at: noon) }
    #expect(throws: RevocationError.tooLong(length: 1025, limit: 1024)) {
      try list.revoke(subject: String(repeating: "x", count: 1025), until: noon, at: noon)
    }
  }

  @Test func `errors say what to do`() {
    #expect("\(RevocationError.empty)" == "a token id or a user is empty")
    #expect(
      "\(RevocationError.tooLong(length: 2, limit: 1))" == "a token id or user of 2 bytes exceeds the limit of 1")
    #expect(
      "\(RevocationError.full(limit: 9))"
        == "9 entries are revoked, which is the limit: replace the signing key instead")
  }
}
