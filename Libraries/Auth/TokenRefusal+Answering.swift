public import TautFraming
public import TautHandshake

/// How a refusal is told: over HTTP, and to a connection that lives already.
extension TokenRefusal {
  /// 401, or 403 where the token is good.
  public var status: Status { isForbidden ? .forbidden : .unauthorized }

  /// The close code for a connection that this happens to.
  public var closeCode: CloseCode {
    switch self {
    case .expired: .tokenExpired
    case .revoked: .tokenRevoked
    case .notAdministrator, .roomNotAllowed, .otherUser: .notAllowed
    default: .authenticationRequired
    }
  }

  /// The field that tells a client how to authenticate (RFC 9110, 11.6.1 and RFC 6750, 3).
  public var challenge: HeadField {
    HeadField(name: "WWW-Authenticate", value: "Bearer\(challengeParameters)")
  }

  /// RFC 6750, 3.1: who sent no token is told no error.
  private var challengeParameters: String {
    guard self != .missing else { return "" }
    let error = isForbidden ? "insufficient_scope" : "invalid_token"
    return " error=\"\(error)\", error_description=\"\(description)\""
  }
}
