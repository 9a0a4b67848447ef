/// Why a token, or who it stands for, is refused.
///
/// The texts say what to do and never contain a part of the token; each contains the word that ``reason`` has.
public enum TokenRefusal: Error, Sendable, Hashable {
  /// There is no token, and one is needed.
  case missing
  /// The token cannot be understood.
  case malformed(MalformedToken)
  /// The token asks for the algorithm `none`.
  case unsigned
  /// The token asks for an algorithm that does not exist here.
  case unsupportedAlgorithm
  /// The token asks for an algorithm that its key is not for: the attack of RFC 8725, 2.1, or a wrong key.
  case algorithmMismatch
  /// No key has the token's key id.
  case unknownKey
  /// No key made the signature.
  case badSignature
  /// The token ran out.
  case expired(ago: Duration)
  /// The token's time has not begun.
  case notYetValid(in: Duration)
  /// The token says that it was made in the future.
  case issuedInFuture(by: Duration)
  /// The token is from somebody else.
  case wrongIssuer
  /// The token is for somebody else.
  case wrongAudience
  /// The token, or all of its subject's tokens of that time, were revoked.
  case revoked
  /// The token is good, but not an administrator's.
  case notAdministrator
  /// The token is good, but does not grant this room.
  case roomNotAllowed
  /// The token is good, but another user's than the connection or the route is for.
  case otherUser
}

extension TokenRefusal {
  /// The word for programs: the same in every version.
  public var reason: String {
    switch self {
    case .missing: "missing"
    case .malformed: "malformed"
    case .unsigned, .unsupportedAlgorithm, .algorithmMismatch, .unknownKey, .badSignature: "signature"
    case .expired: "expired"
    case .notYetValid, .issuedInFuture: "not yet valid"
    case .wrongIssuer: "issuer"
    case .wrongAudience: "audience"
    case .revoked: "revoked"
    case .notAdministrator, .roomNotAllowed, .otherUser: "not allowed"
    }
  }

  /// Whether the token is good and its bearer may not do this all the same: 403 rather than 401.
  public var isForbidden: Bool { reason == "not allowed" }
}

extension TokenRefusal: CustomStringConvertible {
  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .missing: "a token is missing: send it in the query, in the Authorization field or as a subprotocol"
    case .malformed(let problem): "the token is malformed: \(problem)"
    case .unsigned: "the token has no signature: the algorithm none is refused"
    case .unsupportedAlgorithm: "the signature's algorithm is not supported here"
    case .algorithmMismatch: "the signature's algorithm is not one that the key is for"
    case .unknownKey: "the signature cannot be checked: no key has the token's key id (kid)"
    case .badSignature: "the signature does not match the token"
    case .expired(let ago): "the token expired \(ago.spelled) ago: get a new one"
    case .notYetValid(let time): "the token is not yet valid: it begins in \(time.spelled)"
    case .issuedInFuture(let time): "the token is not yet valid: it was issued \(time.spelled) in the future"
    case .wrongIssuer: "the token's issuer is not one that is trusted here"
    case .wrongAudience: "the token's audience is not this server"
    case .revoked: "the token was revoked"
    case .notAdministrator: "not allowed: this needs a token with the role admin"
    case .roomNotAllowed: "not allowed in this room: the token does not grant it"
    case .otherUser: "not allowed: the token belongs to another user"
    }
  }
}

extension Duration {
  /// Whole units for people, such as `12 s` or `3 h`.
  var spelled: String {
    let seconds = components.seconds
    switch seconds {
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min"
    case ..<172_800: return "\(seconds / 3600) h"
    default: return "\(seconds / 86_400) days"
    }
  }
}
