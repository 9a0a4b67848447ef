import TautAuth
import TautFraming
import Testing

@Suite struct ConnectionAuthenticationTests {
  private func verified(_ claims: String) throws -> VerifiedToken {
    try validator().validate(token(claims), at: noon)
  }

  private func refusal(
    _ connection: ConnectionAuthentication, at now: NumericDate, _ validator: TokenValidator = validator()
  ) -> TokenRefusal? {
    do throws(TokenRefusal) {
      try connection.check(at: now, with: validator)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a connection without a token never ends by itself`() {
    let connection = ConnectionAuthentication()
    #expect(connection.principal == .anonymous && connection.deadline == nil && connection.token == nil)
    #expect(refusal(connection, at: noon + .seconds(1_000_000)) == nil)
  }

  @Test func `a connection ends with its token and the leeway, and says so`() throws {
    let connection = ConnectionAuthentication(try verified(#"{"sub":"alice","exp":1755259260}"#))
    #expect(connection.deadline == noon + .seconds(65))
    #expect(refusal(connection, at: noon + .seconds(64)) == nil)
    let end = refusal(connection, at: noon + .seconds(65))
    #expect(end == .expired(ago: .seconds(5)) && end?.closeCode == .tokenExpired)
  }

  @Test func `a new token of the same user renews it`() throws {
    var connection = ConnectionAuthentication(try verified(#"{"sub":"alice","exp":1755259260}"#))
    try connection.renew(with: try verified(#"{"sub":"alice","role":"admin","exp":1755259320}"#))
    #expect(connection.deadline == noon + .seconds(125) && connection.principal.isAdministrator)
    #expect(refusal(connection, at: noon + .seconds(65)) == nil)
  }

  @Test(arguments: [#"{"sub":"bob"}"#, "{}"])
  func `a token of another user does not, and the old one holds`(claims: String) throws {
    var connection = ConnectionAuthentication(try verified(#"{"sub":"alice"}"#))
    let other = try verified(claims)
    #expect(throws: TokenRefusal.otherUser) { try connection.renew(with: other) }
    #expect(connection.principal.user == "alice")
  }

  @Test func `a connection without a user takes any user's token`() throws {
    var connection = ConnectionAuthentication()
    try connection.renew(with: try verified(#"{"sub":"alice"}"#))
    #expect(connection.principal.user == "alice")
  }

  @Test func `a revoked token ends its connection`() throws {
    let connection = ConnectionAuthentication(try verified(#"{"sub":"alice","jti":"t"}"#))
    var validator = validator()
    try validator.revocations.revoke(tokenID: "t", until: noon + .seconds(60), at: noon)
    let end = refusal(connection, at: noon, validator)
    #expect(end == .revoked && end?.closeCode == .tokenRevoked)
  }
}
