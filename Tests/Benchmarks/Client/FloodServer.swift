import Foundation
import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautJSON
import TautWebSocket

/// A server that answers a subscription with many messages at once, in a process of its own.
final class FloodServer: HTTPService {
  /// The messages of an answer.
  static let count = 300_000

  private let context: WebSocketContext
  private var links: [ObjectIdentifier: FloodLink] = [:]

  init() {
    context = WebSocketContext(role: .server, resources: WebSocketResources())
    context.backlogLimit = .max
  }

  /// Serves until the process is killed; prints the port first.
  static func run() throws {
    let loop = try EventLoop()
    loop.submit { loop in
      let http = HTTPContext(service: FloodServer())
      guard
        let listener = try? loop.reactor.listen(
          on: SocketAddress(host: "127.0.0.1", port: 0)!,
          accepted: { stream in _ = HTTPConnection(on: stream, context: http) })
      else { return }
      FileHandle.standardOutput.write(Data("\(listener.address.port)\n".utf8))
    }
    loop.run()
  }

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    guard let upgrade = try? UpgradeRequest(request.head),
      let webSocket = connection.upgrade(upgrade, subprotocol: nil, context: context)
    else { return }
    let link = FloodLink(webSocket) { [weak self] in self?.links[$0] = nil }
    links[ObjectIdentifier(link)] = link
    webSocket.handler = link
  }

  func refused(_ status: Status, _ sentence: String) {}

  /// The payload of a message, some 60 bytes.
  static func payload(_ number: Int) -> String {
    #"{"game":"LAD@SF","market":"moneyline","odds":-110,"n":\#(number)}"#
  }
}

final class FloodLink: WebSocketHandler {
  private let webSocket: WebSocket
  private let end: (ObjectIdentifier) -> Void

  init(_ webSocket: WebSocket, end: @escaping (ObjectIdentifier) -> Void) {
    self.webSocket = webSocket
    self.end = end
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    guard let object = try? JSONValue(parsing: message).object, object["type"]?.string == "subscribe" else { return }
    let id = object["correlationId"]?.description ?? "null"
    send(
      #"{"type":"subscription_confirmed","ts":1,"correlationId":\#(id),"version":"2.0","payload":"#
        + #"{"channel":"mlb","epoch":"e","offset":0}}"#)
    for number in 1...FloodServer.count {
      send(
        #"{"type":"odds_update","ts":1755252000000,"correlationId":"","version":"2.0","payload":"#
          + FloodServer.payload(number) + #","meta":"#
          + #"{"source":"server","room":"mlb","epoch":"e","offset":\#(number)}}"#)
    }
  }

  private func send(_ text: String) {
    text.withBytes { webSocket.send($0, as: .text) }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    end(ObjectIdentifier(self))
  }
}
