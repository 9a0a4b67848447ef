public import TautEventLoop
public import TautFraming

/// How a WebSocket connection ended.
public struct Ending: Sendable, Hashable {
  /// The code and the reason that the peer gave, or those that this side failed the connection with.
  ///
  /// The code is 1005 where the peer gave none, and 1006 where the connection ended without a close frame.
  public var outcome: ClosingHandshake.Outcome

  /// The close frame that this side sent, if any.
  public var sent: ClosePayload?

  /// What went wrong below the close handshake, if anything did.
  public var error: EndingError?

  /// Describes the end of a connection.
  public init(outcome: ClosingHandshake.Outcome, sent: ClosePayload? = nil, error: EndingError? = nil) {
    self.outcome = outcome
    self.sent = sent
    self.error = error
  }
}

/// What ended a connection other than a close handshake.
public enum EndingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The peer's bytes are not frames, or break a limit.
  case frame(FrameError)
  /// A compressed message cannot be inflated, or is too large when inflated.
  case inflate(String)
  /// The stream below failed.
  case stream(StreamError)
  /// No byte came for as long as ``WebSocketContext/pingInterval`` and ``WebSocketContext/pingTimeout`` allow.
  case silence(Duration)

  /// One line that says what happened.
  public var description: String {
    switch self {
    case .frame(let error): error.description
    case .inflate(let text): text
    case .stream(let error): error.description
    case .silence(let duration): "the peer was silent for \(duration)"
    }
  }
}
