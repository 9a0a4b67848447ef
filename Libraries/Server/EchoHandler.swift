import TautFraming
import TautWebSocket

/// Sends every message back as it came.
///
/// It has no state of its own, so one serves all connections of a loop.
final class EchoHandler: WebSocketHandler {
  /// The connections that are open.
  private(set) var count = 0
  private unowned let serving: ServerLoop

  init(_ serving: ServerLoop) {
    self.serving = serving
  }

  func open(_ webSocket: WebSocket) {
    count += 1
    webSocket.handler = self
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    webSocket.send(message, as: kind)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    count -= 1
    serving.left(webSocket, ending)
  }
}
