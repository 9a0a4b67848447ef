import TautAuth
import TautFraming
import TautHandshake
import Testing

@Suite struct TokenRefusalTests {
  static let table: [(TokenRefusal, String, Int, UInt16, String)] = [
    (
      .missing, "missing", 401, 4402,
      "a token is missing: send it in the query, in the Authorization field or as a subprotocol"
    ),
    (.malformed(.parts(2)), "malformed", 401, 4402, "the token is malformed: 2 parts where a signed token has 3"),
    (.unsigned, "signature", 401, 4402, "the token has no signature: the algorithm none is refused"),
    (.unsupportedAlgorithm, "signature", 401, 4402, "the signature's algorithm is not supported here"),
    (.algorithmMismatch, "signature", 401, 4402, "the signature's algorithm is not one that the key is for"),
    (
      .unknownKey, "signature", 401, 4402,
      "the signature cannot be checked: no key has the token's key id (kid)"
    ),
    (.badSignature, "signature", 401, 4402, "the signature does not match the token"),
    (.expired(ago: .seconds(119)), "expired", 401, 4418, "the token expired 119 s ago: get a new one"),
    (.expired(ago: .seconds(7199)), "expired", 401, 4418, "the token expired 119 min ago: get a new one"),
    (.expired(ago: .seconds(172_799)), "expired", 401, 4418, "the token expired 47 h ago: get a new one"),
    (.expired(ago: .seconds(172_800)), "expired", 401, 4418, "the token expired 2 days ago: get a new one"),
    (
      .notYetValid(in: .seconds(6)), "not yet valid", 401, 4402, "the token is not yet valid: it begins in 6 s"
    ),
    (
      .issuedInFuture(by: .seconds(6)), "not yet valid", 401, 4402,
      "the token is not yet valid: it was issued 6 s in the future"
    ),
    (.wrongIssuer, "issuer", 401, 4402, "the token's issuer is not one that is trusted here"),
    (.wrongAudience, "audience", 401, 4402, "the token's audience is not this server"),
    (.revoked, "revoked", 401, 4419, "the token was revoked"),
    (.notAdministrator, "not allowed", 403, 4403, "not allowed: this needs a token with the role admin"),
    (.roomNotAllowed, "not allowed", 403, 4403, "not allowed in this room: the token does not grant it"),
    (.otherUser, "not allowed", 403, 4403, "not allowed: the token belongs to another user"),
  ]

  @Test(arguments: table)
  func `a refusal has a reason, a status, a close code and a sentence with the reason in it`(
    refusal: TokenRefusal, reason: String, status: Int, code: UInt16, text: String
  ) {
    #expect(refusal.reason == reason)
    #expect(refusal.status.code == status && refusal.isForbidden == (status == 403))
    #expect(refusal.closeCode == CloseCode(code))
    #expect("\(refusal)" == text && text.contains(reason))
  }

  @Test func `a challenge tells how to authenticate`() {
    #expect(TokenRefusal.missing.challenge == HeadField(name: "WWW-Authenticate", value: "Bearer"))
    #expect(
      TokenRefusal.revoked.challenge.value
        == #"Bearer error="invalid_token", error_description="the token was revoked""#)
    #expect(TokenRefusal.notAdministrator.challenge.value.hasPrefix(#"Bearer error="insufficient_scope", "#))
  }
}
