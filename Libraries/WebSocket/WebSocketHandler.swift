public import TautFraming

/// What a WebSocket tells the object that uses it, synchronously, on the connection's loop.
///
/// Payloads are valid during the call only: copy what must live longer.
public protocol WebSocketHandler: AnyObject {
  /// A whole message arrived; text is valid UTF-8.
  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind)

  /// A ping arrived and its pong is on its way.
  func webSocket(_ webSocket: WebSocket, receivedPing payload: RawSpan)

  /// A pong arrived, asked for or not.
  func webSocket(_ webSocket: WebSocket, receivedPong payload: RawSpan)

  /// The kernel does not take all that was sent: what is sent from here on gathers in the backlog.
  func webSocketStalled(_ webSocket: WebSocket)

  /// The backlog is empty again.
  func webSocketDrained(_ webSocket: WebSocket)

  /// The connection is over.
  ///
  /// It is the last call and comes exactly once.
  func webSocket(_ webSocket: WebSocket, closed ending: Ending)
}

extension WebSocketHandler {
  /// Does nothing.
  public func webSocket(_ webSocket: WebSocket, receivedPing payload: RawSpan) {}

  /// Does nothing.
  public func webSocket(_ webSocket: WebSocket, receivedPong payload: RawSpan) {}

  /// Does nothing.
  public func webSocketStalled(_ webSocket: WebSocket) {}

  /// Does nothing.
  public func webSocketDrained(_ webSocket: WebSocket) {}
}
