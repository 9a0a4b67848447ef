import TautWebSocket
public import TautFraming

/// Why something could not be done on a connection.
public enum ConnectionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The connection is closed, or closing.
  case closed(CloseSummary)
  /// It did not happen within the time that was allowed.
  case timeout(Duration)
  /// The task was cancelled.
  case cancelled

  /// One line that says what happened.
  public var description: String {
    switch self {
    case .closed(let summary): "the connection is closed: \(summary)"
    case .timeout(let limit): "it did not happen within \(limit)"
    case .cancelled: "the task was cancelled"
    }
  }
}

/// How a connection ended.
public struct CloseSummary: Sendable, Hashable, CustomStringConvertible {
  /// The code that the peer gave; 1005 where it gave none, 1006 where the connection was lost.
  public var code: CloseCode
  /// The reason that the peer gave.
  public var reason: String
  /// Whether the close handshake was complete.
  public var isClean: Bool
  /// The code that this side gave, if it sent a close frame.
  public var sent: CloseCode?
  /// What went wrong, if anything did.
  public var error: String?

  init(_ ending: Ending) {
    code = ending.outcome.code
    reason = ending.outcome.reason
    isClean = ending.outcome.isClean
    sent = ending.sent?.code
    error = ending.error?.description
  }

  /// The code, the reason, and what went wrong.
  public var description: String {
    [code.description, reason, error ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
  }
}
