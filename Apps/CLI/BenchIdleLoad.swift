internal import TautFraming
internal import TautWebSocket

/// Connections that are open and silent, for looking at the server meanwhile.
final class BenchIdleLoad: BenchLoad, WebSocketHandler {
  private let run: BenchRun
  private var webSockets: [WebSocket] = []

  init(_ run: BenchRun) {
    self.run = run
  }

  func open() {
    for _ in 0..<run.command.connections { openOne() }
  }

  private func openOne() {
    run.connect { [self] webSocket in
      webSocket.handler = self
      webSockets.append(webSocket)
      if webSockets.count == run.command.connections { run.begin() }
    }
  }

  func begin() {
    run.meter.hold(webSockets.count)
    run.say("\(webSockets.count) connections are open\n")
  }

  func begin(due: Int64) {}

  var unanswered: Int { 0 }

  func close() {
    for webSocket in webSockets { webSocket.close() }
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {}

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    run.connectionEnded(ending)
  }
}
