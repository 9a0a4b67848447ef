/// Decides whether a token is good, and whom it stands for.
///
/// A validator reads no clock and computes no signature: the time is passed in, and the keys bring the arithmetic.
///
/// ```swift
/// let validator = TokenValidator(keys: TokenKeys([TokenKey(secret)]))
/// let token = try validator.validate(text, at: now)
/// token.principal.user  // "alice"
/// ```
public struct TokenValidator: Sendable {
  /// The keys; an empty set refuses every token.
  public var keys: TokenKeys

  /// What is asked beside the signature.
  public var policy: TokenPolicy

  /// What was revoked.
  public var revocations = RevocationList()

  /// Makes a validator with nothing revoked.
  public init(keys: TokenKeys, policy: TokenPolicy = TokenPolicy()) {
    self.keys = keys
    self.policy = policy
  }

  /// The token that `text` is, if it is good at `now`.
  ///
  /// The form is checked first, then the signature, and only then is the payload read as JSON: nobody without a key gets
  /// further than that.
  public func validate(_ text: String, at now: NumericDate) throws(TokenRefusal) -> VerifiedToken {
    let token = try parse { () throws(MalformedToken) in try JSONWebToken(text, limit: policy.maximumLength) }
    try keys.verify(token)
    let claims = try parse { () throws(MalformedToken) in try token.unverifiedClaims() }
    try policy.check(claims, at: now)
    let verified = VerifiedToken(claims, leeway: policy.leeway)
    guard !isRevoked(verified, at: now) else { throw .revoked }
    return verified
  }

  /// Whether a token that was good has been revoked since.
  public func isRevoked(_ token: VerifiedToken, at now: NumericDate) -> Bool {
    revocations.contains(token.claims, at: now)
  }

  private func parse<Value>(_ body: () throws(MalformedToken) -> Value) throws(TokenRefusal) -> Value {
    do throws(MalformedToken) {
      return try body()
    } catch {
      throw .malformed(error)
    }
  }
}
