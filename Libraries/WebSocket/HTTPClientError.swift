public import TautEventLoop

/// What kept the answer to a request away.
public enum HTTPClientError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The connection was closed before the answer was complete.
  case closed
  /// The answer did not come in time.
  case timeout
  /// The answer is not HTTP, or breaks a limit.
  case malformed(String)
  /// There is no connection to the server.
  case connecting(ConnectError)
  /// The stream below failed.
  case stream(StreamError)

  /// One line that says what happened.
  public var description: String {
    switch self {
    case .closed: "the server closed the connection before its answer was complete"
    case .timeout: "the answer did not come in time"
    case .malformed(let text): "the answer cannot be read: \(text)"
    case .connecting(let error): error.description
    case .stream(let error): error.description
    }
  }
}
