import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautWebSocket

/// A server that does what its path and its messages ask for.
///
/// `/refuse` answers 403. A text `close CODE` closes with it, `abort` ends TCP, and everything else comes back. On
/// `/drill` the server sends messages by itself and closes with 1000 when all have come back unchanged, else with 1011.
final class ScriptedServer: Sendable {
  private let loop: EventLoop
  let port: UInt16

  init() async throws {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    port = try await withCheckedContinuation { (done: CheckedContinuation<Result<UInt16, SystemError>, Never>) in
      loop.submit { loop in
        done.resume(
          returning: Result { () throws(SystemError) in
            let context = HTTPContext(service: ScriptedService())
            let address = SocketAddress(host: "127.0.0.1", port: 0)!
            let listener = try loop.reactor.listen(on: address) { _ = HTTPConnection(on: $0, context: context) }
            return listener.address.port
          })
      }
    }.get()
  }

  func url(_ path: String = "/") -> String { "ws://127.0.0.1:\(port)\(path)" }

  deinit {
    loop.stop()
  }
}

private final class ScriptedService: HTTPService {
  private let context = WebSocketContext(role: .server, resources: WebSocketResources())

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    guard request.head.path != "/refuse", let upgrade = try? UpgradeRequest(request.head) else {
      return connection.respond(.refusal(.forbidden, "not you"))
    }
    let deflate = DeflateConfiguration().agreement(to: upgrade.extensions)
    guard let webSocket = connection.upgrade(upgrade, deflate: deflate, context: context) else { return }
    webSocket.handler = request.head.path == "/drill" ? Drill(webSocket) : Script()
  }

  func refused(_ status: Status, _ sentence: String) {}
}

private final class Script: WebSocketHandler {
  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let text = String(decoding: message)
    if text == "abort" { return webSocket.abort() }
    guard text.hasPrefix("close "), let code = UInt16(text.dropFirst(6)) else {
      return webSocket.send(message, as: kind)
    }
    webSocket.close(CloseCode(code), reason: "as asked")
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}

private final class Drill: WebSocketHandler {
  private let messages: [(MessageKind, [UInt8])] = [
    (.text, []), (.binary, []), (.text, Array("é漢🎲\0\r\n".utf8)), (.binary, Array(0...255)),
    (.text, [UInt8](repeating: 0x61, count: 70_000)), (.binary, [UInt8](repeating: 7, count: 1 << 20)),
  ]
  private var received = 0

  init(_ webSocket: WebSocket) {
    for (kind, bytes) in messages { bytes.withBytes { webSocket.send($0, as: kind) } }
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let isSame = messages[received].0 == kind && messages[received].1 == [UInt8](message)
    received += 1
    if !isSame { webSocket.close(.internalError) } else if received == messages.count { webSocket.close() }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}
