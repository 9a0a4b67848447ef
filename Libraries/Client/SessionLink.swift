import TautBytes
import TautFraming
import TautSession
import TautWebSocket

/// One connection of a session, on its loop.
final class SessionLink: WebSocketHandler {
  let id: LinkID
  let webSocket: WebSocket
  private weak var driver: SessionDriver?

  init(_ id: LinkID, _ webSocket: WebSocket, driver: SessionDriver) {
    self.id = id
    self.webSocket = webSocket
    self.driver = driver
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    if kind == .text { driver?.received(message, on: self) } else { driver?.receivedTraffic(on: self) }
  }

  func webSocket(_ webSocket: WebSocket, receivedPing payload: RawSpan) {
    driver?.receivedTraffic(on: self)
  }

  func webSocket(_ webSocket: WebSocket, receivedPong payload: RawSpan) {
    guard payload.byteCount == 8 else { return }
    driver?.receivedPong(payload.bigEndian(at: 0, as: UInt64.self), on: self)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    driver?.closed(self, ending)
  }
}
