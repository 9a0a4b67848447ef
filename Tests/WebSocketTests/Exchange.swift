import Synchronization
import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautWebSocket
import Testing

/// A raw client that sends what it is given and collects all that a server of one loop answers, until the end.
enum Exchange {
  static let upgrade = """
    GET /chat HTTP/1.1\r
    Host: x\r
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
    \r

    """

  /// Sends the pieces, each in a turn of its own, and returns the answer.
  static func run(
    _ pieces: [[UInt8]], configure: @escaping @Sendable (HTTPContext, WebSocketContext) -> Void = { _, _ in }
  ) async throws -> [UInt8] {
    let loop = try EventLoop()
    loop.start()
    defer { loop.stop() }
    return try await withCheckedThrowingContinuation { done in
      loop.submit { loop in
        do {
          let service = Service()
          let context = HTTPContext(service: service)
          configure(context, service.context)
          let listener = try loop.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0)!) { stream in
            _ = HTTPConnection(on: stream, context: context)
          }
          let client = Client(pieces) { done.resume(returning: $0) }
          _ = try loop.reactor.connect(to: listener.address, handler: client)
        } catch {
          done.resume(throwing: error)
        }
      }
    }
  }

  /// A masked frame of a client.
  static func frame(_ first: UInt8, _ payload: [UInt8]) -> [UInt8] {
    precondition(payload.count < 126)
    let key: [UInt8] = [1, 2, 3, 4]
    return [first, 0x80 | UInt8(payload.count)] + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
  }

  /// What follows the head of an answer.
  static func body(_ answer: [UInt8]) -> [UInt8] {
    let end = Array("\r\n\r\n".utf8)
    for start in 0..<max(0, answer.count - 3) where Array(answer[start..<(start + 4)]) == end {
      return Array(answer[(start + 4)...])
    }
    return []
  }
}

private final class Service: HTTPService {
  let context = WebSocketContext(role: .server, resources: WebSocketResources())

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    do {
      let upgrade = try UpgradeRequest(request.head)
      connection.upgrade(upgrade, context: context)?.handler = Echo()
    } catch {
      connection.respond(.refusal(error.status, error.description, fields: error.fields))
    }
  }

  func refused(_ status: Status, _ sentence: String) {}
}

private final class Echo: WebSocketHandler {
  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    webSocket.send(message, as: kind)
    if String(decoding: message) == "pause" { pause(webSocket) }
  }

  /// Does not read for a moment, and says when it goes on.
  private func pause(_ webSocket: WebSocket) {
    webSocket.stream.pauseReading()
    webSocket.stream.reactor.after(.milliseconds(1)) {
      Array("resumed".utf8).withBytes { webSocket.send($0, as: .text) }
      webSocket.stream.resumeReading()
    }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}

private final class Client: StreamHandler {
  private var pieces: ArraySlice<[UInt8]>
  private var received: [UInt8] = []
  private let done: ([UInt8]) -> Void

  init(_ pieces: [[UInt8]], done: @escaping ([UInt8]) -> Void) {
    self.pieces = pieces[...]
    self.done = done
  }

  func streamConnected(_ stream: Stream) { sendNext(stream) }

  private func sendNext(_ stream: Stream) {
    guard let piece = pieces.popFirst() else { return }
    unsafe piece.withUnsafeBytes { unsafe stream.write($0) }
    stream.setTimer(after: .zero)
  }

  func streamTimerFired(_ stream: Stream) { sendNext(stream) }

  func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    unsafe received.append(contentsOf: bytes)
    return bytes.count
  }

  func stream(_ stream: Stream, closed error: StreamError?) { done(received) }
}
