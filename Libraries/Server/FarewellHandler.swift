import TautFraming
import TautWebSocket

/// Closes connections whose handshake failed after the upgrade, with a code that says why.
final class FarewellHandler: WebSocketHandler {
  private unowned let serving: ServerLoop

  init(_ serving: ServerLoop) {
    self.serving = serving
  }

  func close(_ webSocket: WebSocket, _ code: CloseCode, _ reason: String) {
    webSocket.handler = self
    serving.server.log(.dropped("\(code.rawValue) \(reason)"))
    webSocket.close(code, reason: reason)
  }

  /// What still comes does not matter.
  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {}

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    serving.left(webSocket, ending)
  }
}
