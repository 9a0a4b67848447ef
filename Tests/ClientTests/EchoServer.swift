import Synchronization
import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautWebSocket

/// A server of one loop for one test: it does what `script` says with each WebSocket.
final class EchoServer: Sendable {
  let loop: EventLoop
  let port: UInt16

  var url: String { "ws://127.0.0.1:\(port)/chat?room=1" }

  /// Starts a server whose connections echo, and tells `opened` of each.
  init(opened: @escaping @Sendable (WebSocket) -> Void = { _ in }) async throws {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    port = try await withCheckedThrowingContinuation { done in
      loop.submit { loop in
        let service = EchoService(opened: opened)
        let context = HTTPContext(service: service)
        do {
          let listener = try loop.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0)!) { stream in
            _ = HTTPConnection(on: stream, context: context)
          }
          done.resume(returning: listener.address.port)
        } catch {
          done.resume(throwing: error)
        }
      }
    }
  }

  deinit {
    loop.stop()
  }
}

private final class EchoService: HTTPService {
  private let opened: @Sendable (WebSocket) -> Void
  private let context: WebSocketContext

  init(opened: @escaping @Sendable (WebSocket) -> Void) {
    self.opened = opened
    context = WebSocketContext(role: .server, resources: WebSocketResources())
    context.limits.maxMessage = 4 << 20
    context.backlogLimit = 64 << 20
  }

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    // Who asks for this gets no answer.
    if request.head.path == "/silence" { return }
    guard request.head.path == "/chat" else {
      return connection.respond(.refusal(.notFound, "there is only /chat"))
    }
    do {
      let upgrade = try UpgradeRequest(request.head)
      let webSocket = connection.upgrade(
        upgrade, subprotocol: upgrade.subprotocols.first,
        deflate: DeflateConfiguration().agreement(to: upgrade.extensions), context: context)
      webSocket?.handler = EchoHandler()
      if let webSocket { opened(webSocket) }
    } catch {
      connection.respond(.refusal(error.status, error.description, fields: error.fields))
    }
  }

  func refused(_ status: Status, _ sentence: String) {}
}

private final class EchoHandler: WebSocketHandler {
  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    webSocket.send(message, as: kind)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}
