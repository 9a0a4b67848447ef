// The code that Docs/Guides/Auth.md shows, in the same words; GuideTests compares them.

import TautAuth
import TautCrypto
import TautFraming
import TautHandshake
import TautJSON

/// Who the bearer of a token is; throws a sentence that may be shown to him.
func principal(of token: String, secret: String, at now: NumericDate) throws -> Principal {
  var policy = TokenPolicy()
  policy.audiences = ["chat.example"]
  let validator = TokenValidator(keys: TokenKeys([TokenKey(try SecretKey(secret))]), policy: policy)
  return try validator.validate(token, at: now).principal
}

/// The keys of a file, and what an operator should hear about them.
func keys(in path: String) throws -> (keys: TokenKeys, warnings: [String]) {
  let file = try TokenKeyFile(path: path)
  return (TokenKeys(file.tokenKeys), file.warnings)
}

/// The token of a request: `?token=`, `Authorization: Bearer` or a subprotocol; two different ones are refused.
func token(of head: RequestHead) throws(TokenRefusal) -> String {
  guard let presented = try PresentedToken.find(in: head) else { throw .missing }
  return presented.token.text
}

/// One connection: who it belongs to, and until when.
struct Session {
  private var authentication: ConnectionAuthentication
  private let validator: TokenValidator

  init(_ token: String, _ validator: TokenValidator, at now: NumericDate) throws(TokenRefusal) {
    self.validator = validator
    authentication = ConnectionAuthentication(try validator.validate(token, at: now))
  }

  /// Takes a new token of the same user, sent over the living connection.
  mutating func renew(_ token: String, at now: NumericDate) throws(TokenRefusal) {
    try authentication.renew(with: try validator.validate(token, at: now))
  }

  /// The code to close with, where the token has run out or was revoked; call it at `deadline` and after a revocation.
  func closeCode(at now: NumericDate) -> CloseCode? {
    do throws(TokenRefusal) {
      try authentication.check(at: now, with: validator)
      return nil
    } catch {
      return error.closeCode
    }
  }
}

/// A token that is good for an hour.
func issue(to user: String, by key: AsymmetricKey, id: String, at now: NumericDate) -> String? {
  let algorithm = key.algorithms[0]
  var draft = TokenDraft(algorithm: algorithm, keyID: id)
  draft.claims["sub"] = .string(user)
  draft.claims["aud"] = "chat.example"
  draft.claims["exp"] = .number(JSONNumber(now.milliseconds / 1000 + 3600))
  return key.sign(draft.signingInput, by: algorithm).map { draft.signed(with: $0) }
}
