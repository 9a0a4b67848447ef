public import TautDiagnostics
import TautFraming
public import TautSession

extension ConnectionFailure {
  /// What an error of a session is for its user and for diagnostics.
  public init(_ error: SessionError) {
    switch error {
    // The session knows the text only, whose class is the same.
    case .network(let text): self = .system(code: 0, text)
    case .tls(let text): self = .tls(text)
    case .connectTimeout(let limit): self = .connectTimeout(limit)
    case .refused(let status, let reason, _): self = .refused(status: status, reason: reason)
    case .handshake(let text): self = .handshake(text)
    case .closed(let code, let reason): self = .closed(code, reason: reason)
    case .lost(let text): self = .closed(.abnormalClosure, reason: text)
    case .silent(let limit): self = .heartbeatTimeout(limit)
    case .gaveUp(_, let last): self.init(last)
    case .tokenRefused(let text): self = .refused(status: 401, reason: text)
    case .tokenUnavailable, .invalidMessage, .disconnected, .notConnected, .simulated, .cancelled, .requestTimeout,
      .server, .tooManyRequests, .queueFull, .tooManySubscriptions, .invalidPayload, .messageTooLarge, .otherDialect,
      .clientClosed:
      self = .other(error.description)
    }
  }
}

extension SessionChange.Reason {
  /// What failed, where something did.
  public var failure: ConnectionFailure? {
    switch self {
    case .lost(let error), .gaveUp(let error): ConnectionFailure(error)
    // Whatever ended the connection in the end, the server had said that it would end.
    case .serverAsked(let reason): .closed(.serviceRestart, reason: reason)
    case .asked, .disconnected, .opened, .delayOver, .conditionsChanged, .unhealthy, .healthy,
      .switchedOff, .simulating, .simulationEnded:
      nil
    }
  }
}
