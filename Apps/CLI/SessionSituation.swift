internal import TautBackoff
internal import TautDiagnostics
internal import TautFraming
internal import TautNotifications
internal import TautSession

extension ConnectionSituation {
  /// What a user has to know about a session after `change`.
  init(_ change: SessionChange, maximumAttempts: Int?) {
    self.init(ConnectionPhase(rawValue: change.to.rawValue) ?? .idle)
    failure = change.reason.error.flatMap { ConnectionFailure($0) }
    attempt = change.next.map { max(1, $0.number) }
    nextAttempt = change.next?.start
    self.maximumAttempts = maximumAttempts
  }
}

extension SessionChange.Reason {
  /// What went wrong, where something did.
  var error: SessionError? {
    switch self {
    case .lost(let error), .gaveUp(let error): error
    case .asked, .disconnected, .opened, .serverAsked, .delayOver, .conditionsChanged, .unhealthy, .healthy,
      .switchedOff:
      nil
    }
  }

  /// The reason in a few words; nil where the phase says it.
  var text: String? {
    switch self {
    case .asked, .opened, .delayOver, .healthy: nil
    case .disconnected: "the program disconnected"
    case .lost(let error), .gaveUp(let error): error.description
    case .serverAsked(let reason): reason.isEmpty ? "the server asked for it" : "the server asked for it: \(reason)"
    case .conditionsChanged: "the network or the configuration changed"
    case .unhealthy: "the connection does not do well"
    case .switchedOff: "there is nothing to connect to"
    }
  }
}

extension ConnectionFailure {
  /// What a session's error is for a user; nil where it is none of the connection's.
  init?(_ error: SessionError) {
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
    case .tokenUnavailable, .invalidMessage: self = .other(error.description)
    case .disconnected, .notConnected, .requestTimeout, .server, .tooManyRequests, .queueFull, .tooManySubscriptions:
      return nil
    }
  }
}
