import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautWebSocket

/// A server that sends every message back, except for the texts that ask for something.
///
/// `close CODE` closes, `abort` ends TCP, `mute` reads nothing from then on, `many N` sends N short messages and
/// `flood N` reads nothing from then on and sends N of 64 KiB.
final class ObedientServer: Sendable {
  private let loop: EventLoop
  let url: String

  init() async throws {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    let address = try await withCheckedContinuation {
      (done: CheckedContinuation<Result<SocketAddress, SystemError>, Never>) in
      loop.submit { loop in
        done.resume(
          returning: Result { () throws(SystemError) in
            let context = HTTPContext(service: ObedientService())
            let address = SocketAddress(host: "127.0.0.1", port: 0)!
            return try loop.reactor.listen(on: address) { _ = HTTPConnection(on: $0, context: context) }.address
          })
      }
    }.get()
    url = "ws://\(address)/"
  }

  deinit {
    loop.stop()
  }
}

private final class ObedientService: HTTPService, WebSocketHandler {
  private let context = WebSocketContext(role: .server, resources: WebSocketResources())

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    guard let upgrade = try? UpgradeRequest(request.head) else {
      return connection.respond(.refusal(.badRequest, "no upgrade"))
    }
    context.backlogLimit = .max
    let webSocket = connection.upgrade(upgrade, subprotocol: upgrade.subprotocols.first, context: context)
    webSocket?.handler = self
  }

  func refused(_ status: Status, _ sentence: String) {}

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let words = String(decoding: message.extracting(first: min(32, message.byteCount))).split(separator: " ")
    switch words.first {
    case "close": webSocket.close(CloseCode(words.dropFirst().first.flatMap { UInt16($0) } ?? 1000), reason: "as asked")
    case "abort": webSocket.abort()
    case "mute": webSocket.stream.pauseReading()
    case "many":
      for number in 0..<(words.dropFirst().first.flatMap { Int($0) } ?? 0) {
        "\(number)".withBytes { webSocket.send($0, as: .text) }
      }
    case "flood":
      webSocket.stream.pauseReading()
      let bytes = [UInt8](repeating: 0, count: 1 << 16)
      for _ in 0..<(words.dropFirst().first.flatMap { Int($0) } ?? 0) {
        bytes.withBytes { webSocket.send($0, as: .binary) }
      }
    default: webSocket.send(message, as: kind)
    }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}
