/// Who a living connection belongs to, and until when.
///
/// A token can run out or be revoked while the connection lives. A new token for the same user renews it; without one the
/// connection ends, with a code that says why.
public struct ConnectionAuthentication: Sendable {
  /// The token that holds now; nil for a connection without one.
  public private(set) var token: VerifiedToken?

  /// Begins with a token, or with none.
  public init(_ token: VerifiedToken? = nil) {
    self.token = token
  }

  /// Who the connection belongs to.
  public var principal: Principal { token?.principal ?? .anonymous }

  /// From when on ``check(at:with:)`` refuses, as long as nothing is revoked; nil for never.
  public var deadline: NumericDate? { token?.deadline }

  /// Takes a new token in place of the old one.
  ///
  /// A connection without a user takes any user's. Role and rooms are those of the new token from now on.
  public mutating func renew(with token: VerifiedToken) throws(TokenRefusal) {
    if let user = principal.user, token.principal.user != user { throw .otherUser }
    self.token = token
  }

  /// Refuses a connection whose token has run out or was revoked; ``TokenRefusal/closeCode`` ends it.
  public func check(at now: NumericDate, with validator: TokenValidator) throws(TokenRefusal) {
    guard let token else { return }
    if let end = token.claims.expiresAt, let deadline = token.deadline, now >= deadline {
      throw .expired(ago: now - end)
    }
    guard !validator.isRevoked(token, at: now) else { throw .revoked }
  }
}
