public import TautFraming

/// What made an attempt fail or ended a connection.
public enum ConnectionFailure: Sendable, Hashable {
  /// The name of the host has no address.
  case resolution(String)
  /// A system call failed with this `errno` of Linux.
  case system(code: Int32, String)
  /// TLS failed.
  case tls(String)
  /// The connection was not open after this time.
  case connectTimeout(Duration)
  /// The peer gave no sign of life for this time.
  case heartbeatTimeout(Duration)
  /// The server answered the upgrade with this HTTP status.
  case refused(status: Int, reason: String)
  /// The server's answer to the upgrade, or its first message, breaks a rule.
  case handshake(String)
  /// The peer closed the connection; 1005 without a code, 1006 without a close frame.
  case closed(CloseCode, reason: String)
  /// Anything else.
  case other(String)
}

extension ConnectionFailure {
  /// The class of the failure.
  public var category: FailureCategory {
    switch self {
    case .resolution, .tls: .network
    case .system(let code, _): code == SystemCode.timedOut ? .timeout : .network
    case .connectTimeout, .heartbeatTimeout: .timeout
    case .refused(let status, _): Self.category(ofStatus: status)
    case .handshake: .handshake
    case .closed(let code, _): Self.category(of: code)
    case .other: .unknown
    }
  }

  /// The close code, where the connection was closed.
  public var closeCode: CloseCode? {
    if case .closed(let code, _) = self { code } else { nil }
  }

  /// Whether the server said that it restarts (1012), so that nothing is wrong with the connection.
  public var isRestart: Bool { closeCode == .serviceRestart }

  private static func category(ofStatus status: Int) -> FailureCategory {
    switch status {
    case 408, 504: .timeout
    case 500...599: .serverError
    // A redirect or a plain answer is no handshake either.
    default: .handshake
    }
  }

  private static func category(of code: CloseCode) -> FailureCategory {
    switch code {
    case .abnormalClosure, .noStatusReceived: .abnormal
    case .heartbeatTimeout: .timeout
    case .internalError, .serviceRestart, .tryAgainLater, .badGateway: .serverError
    case .protocolError, .mandatoryExtension: .handshake
    default: category(ofPrivate: code)
    }
  }

  private static func category(ofPrivate code: CloseCode) -> FailureCategory {
    switch code {
    case .rateLimitExceeded, .tooManyConnections, .replacedByNewerConnection, .disconnectedByAdministrator: .unknown
    case _ where (4400...4499).contains(code.rawValue): .handshake
    case .slowConsumer: .unknown
    case _ where (4500...4599).contains(code.rawValue): .serverError
    default: .unknown
    }
  }
}

extension ConnectionFailure: CustomStringConvertible {
  /// What happened, as it stands behind `Connection failed: ` in S2's log.
  public var description: String {
    switch self {
    case .resolution(let host): "cannot resolve \(host)"
    case .system(SystemCode.refused, _): "connection refused"
    case .system(SystemCode.timedOut, _), .connectTimeout: "network timeout"
    case .system(_, let text), .tls(let text), .handshake(let text), .other(let text): text
    case .heartbeatTimeout(let limit): "no sign of life for \(limit.text)"
    case .refused(let status, let reason): reason.isEmpty ? "HTTP \(status)" : "HTTP \(status) \(reason)"
    case .closed(.abnormalClosure, _): "abnormal closure (1006)"
    case .closed(.serviceRestart, let reason): reason.isEmpty ? "the server restarts" : "the server restarts: \(reason)"
    case .closed(let code, let reason): reason.isEmpty ? "closed with \(code)" : "closed with \(code) \(reason)"
    }
  }
}

/// Numbers of `errno` on Linux that mean more than others.
enum SystemCode {
  static let reset: Int32 = 104
  static let timedOut: Int32 = 110
  static let refused: Int32 = 111
}
