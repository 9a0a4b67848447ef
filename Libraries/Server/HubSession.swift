import TautEventLoop
import TautFraming
import TautWebSocket

/// One client of the hub: hands what its WebSocket receives to the hub of the loop.
class HubSession: WebSocketHandler {
  let webSocket: WebSocket
  final let slot: UInt32
  final unowned let serving: ServerLoop

  init(_ webSocket: WebSocket, slot: UInt32, serving: ServerLoop) {
    self.webSocket = webSocket
    self.slot = slot
    self.serving = serving
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    serving.receive(message, as: kind, from: slot)
  }

  func webSocketStalled(_ webSocket: WebSocket) {
    serving.stalled(slot, backlog: webSocket.stream.backlogCount)
  }

  func webSocketDrained(_ webSocket: WebSocket) {
    serving.drained(slot)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    serving.forget(slot)
    serving.left(webSocket, ending)
  }
}
