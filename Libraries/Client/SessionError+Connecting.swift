import TautFraming
import TautHandshake
public import TautSession
public import TautWebSocket

extension SessionError {
  /// What a failed attempt is for a session.
  public init(_ error: ConnectError) {
    switch error {
    case .url, .options: self = .handshake(error.description)
    case .resolution, .network, .proxy, .cancelled: self = .network(error.description)
    case .tls: self = .tls(error.description)
    case .timeout(let limit): self = .connectTimeout(limit)
    case .upgrade(.refused(let refusal)):
      self = .refused(status: refusal.status.code, reason: refusal.words, retryAfter: refusal.retryAfter)
    case .upgrade(.closed): self = .network(error.description)
    case .upgrade: self = .handshake(error.description)
    }
  }

  /// What the end of a connection is for a session.
  public init(_ ending: Ending) {
    let code = ending.outcome.code
    if let error = ending.error {
      self = .lost(error.description)
    } else if code == .abnormalClosure {
      self = .lost(ending.outcome.reason)
    } else {
      self = .closed(code, reason: ending.outcome.reason)
    }
  }
}

extension RefusedUpgrade {
  /// Why, as far as the server says it, and where it wants to be asked instead.
  fileprivate var words: String {
    let why = explanation.map { "\(reason): \($0)" } ?? reason
    return location.map { "\(why), go to \($0)" } ?? why
  }
}
