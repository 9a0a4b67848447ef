/// The closing handshake (RFC 6455, section 7.1): who sends which close frame, and what the connection ended with.
///
/// It sends nothing and reads no clock. Tell it what happened and carry out the ``Action`` that comes back; bound the
/// time in ``State/closeSent`` and ``State/closeReceived`` yourself, and call ``receiveEndOfStream()`` when it is over.
///
/// ```swift
/// var handshake = ClosingHandshake(role: .server)
/// handshake.receiveClose(.goingAway, reason: "")  // .sendThenEnd(close frame with 1001)
/// handshake.outcome                               // 1001, clean
/// ```
public struct ClosingHandshake: Sendable {
  /// How far the handshake is.
  public enum State: Sendable, Hashable {
    /// No close frame has been sent or received.
    case open
    /// Our close frame is on its way; the peer's messages still count, ours are over.
    case closeSent
    /// Both close frames have passed and, as the client, we wait for the server to end the TCP connection.
    case closeReceived
    /// The connection is over.
    case closed
  }

  /// What the caller must do now.
  public enum Action: Sendable, Hashable {
    /// Nothing.
    case none
    /// Send this close frame and no further frame, and keep reading.
    case send(ClosePayload)
    /// Send this close frame, then end the TCP connection.
    case sendThenEnd(ClosePayload)
    /// End the TCP connection.
    case end
  }

  /// What a connection ended with.
  public struct Outcome: Sendable, Hashable {
    /// The code of the peer's close frame; 1005 where it had none, 1006 where no close frame came.
    public var code: CloseCode
    /// The reason in the peer's close frame.
    public var reason: String
    /// Whether both close frames have passed.
    public var isClean: Bool

    /// Creates an outcome.
    public init(code: CloseCode, reason: String = "", isClean: Bool) {
      self.code = code
      self.reason = reason
      self.isClean = isClean
    }
  }

  /// Which end we are: the server ends the TCP connection first (RFC 6455, section 7.1.1).
  public let role: Role
  /// How far the handshake is.
  public private(set) var state = State.open
  /// What the connection ended with, once the peer's close frame or the end of the stream has come.
  public private(set) var outcome: Outcome?
  /// The close frame that we sent, if any.
  public private(set) var sent: ClosePayload?

  /// Creates the handshake of an open connection.
  public init(role: Role) {
    self.role = role
  }

  /// Whether data and control frames may still be sent.
  public var allowsSending: Bool { state == .open }

  /// Begins the handshake from our side.
  ///
  /// Where it has begun already, nothing is sent: only the first close frame counts.
  public mutating func close(_ payload: ClosePayload) -> Action {
    guard case .open = state else { return .none }
    state = .closeSent
    sent = payload
    return .send(payload)
  }

  /// Takes the peer's close frame.
  ///
  /// - Parameters:
  ///   - code: The frame's code, if it had one.
  ///   - reason: The frame's reason.
  /// - Returns: The answer, which echoes the code (RFC 6455, section 5.5.1), unless we have sent ours before.
  public mutating func receiveClose(_ code: CloseCode?, reason: String) -> Action {
    guard state == .open || state == .closeSent else { return .none }
    outcome = Outcome(code: code ?? .noStatusReceived, reason: reason, isClean: true)
    let isAnswered = state == .closeSent
    state = role == .server ? .closed : .closeReceived
    if isAnswered { return role == .server ? .end : .none }
    let answer = code.map { ClosePayload($0) } ?? ClosePayload()
    sent = answer
    return role == .server ? .sendThenEnd(answer) : .send(answer)
  }

  /// Fails the connection (RFC 6455, section 7.1.7): the peer's bytes are not frames, so nothing after them counts.
  public mutating func fail(_ payload: ClosePayload) -> Action {
    switch state {
    case .open:
      sent = payload
      finish()
      return .sendThenEnd(payload)
    case .closeSent:
      finish()
      return .end
    case .closeReceived, .closed:
      return .none
    }
  }

  /// Takes the end of the TCP connection, or of the patience with it.
  public mutating func receiveEndOfStream() -> Action {
    guard state != .closed else { return .none }
    finish()
    return .end
  }

  /// Ends the connection; where no close frame came, that is abnormal.
  private mutating func finish() {
    state = .closed
    outcome = outcome ?? Outcome(code: .abnormalClosure, isClean: false)
  }
}
