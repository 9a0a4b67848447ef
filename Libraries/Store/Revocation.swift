/// A token, or all tokens of one subject, that no longer count.
public struct Revocation: Sendable, Hashable {
  /// What is revoked.
  public enum Target: Sendable, Hashable {
    /// The token with this id, the claim `jti`.
    case token(String)
    /// All tokens of this subject, the claim `sub`, that were issued up to the time of the revocation.
    case subject(String)
  }

  /// What is revoked.
  public var target: Target
  /// When: milliseconds since 1970.
  public var time: Int64
  /// When it can be forgotten because all that it is about has expired, in milliseconds since 1970; `nil` is never.
  public var expires: Int64?

  /// Makes a revocation.
  public init(_ target: Target, time: Int64, expires: Int64? = nil) {
    self.target = target
    self.time = time
    self.expires = expires
  }
}
