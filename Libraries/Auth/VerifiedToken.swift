/// A token that a ``TokenValidator`` found good, at the time at which it looked.
public struct VerifiedToken: Sendable, Hashable {
  /// Who the bearer is, and what they may do.
  public let principal: Principal

  /// Everything that the token says.
  public let claims: TokenClaims

  /// From when on it is not good any more, the leeway included; nil where it never ends.
  public let deadline: NumericDate?

  init(_ claims: TokenClaims, leeway: Duration) {
    self.claims = claims
    principal = Principal(user: claims.subject, role: claims.role, rooms: claims.rooms ?? .all)
    deadline = claims.expiresAt.map { $0 + leeway }
  }
}
