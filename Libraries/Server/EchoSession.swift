import TautFraming
import TautWebSocket

/// A client of the echo that has a token: it ends with it, as a client of the hub does.
final class EchoSession: HubSession {
  override func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    webSocket.send(message, as: kind)
  }

  /// What waits are answers, of which the peer cannot make more than the backlog takes: it is no slow reader of the hub.
  override func webSocketStalled(_ webSocket: WebSocket) {
    serving.stalled(slot, backlog: 0)
  }
}
