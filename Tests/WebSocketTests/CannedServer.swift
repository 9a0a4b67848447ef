import TautEventLoop

/// A server that answers each request on a connection with the next of its canned answers.
final class CannedServer: Sendable {
  /// What follows an answer.
  enum Then: Sendable { case wait, close }

  let loop: EventLoop
  let address: SocketAddress

  init(_ answers: [String], then: Then = .wait) async throws {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    address = try await withCheckedContinuation {
      (done: CheckedContinuation<Result<SocketAddress, SystemError>, Never>) in
      loop.submit { loop in
        done.resume(
          returning: Result { () throws(SystemError) in
            let address = SocketAddress(host: "127.0.0.1", port: 0)!
            return try loop.reactor.listen(on: address) { $0.handler = CannedConnection(answers, then) }.address
          })
      }
    }.get()
  }

  deinit {
    loop.stop()
  }
}

private final class CannedConnection: StreamHandler {
  private var answers: ArraySlice<String>
  private let then: CannedServer.Then
  private var received = [UInt8]()

  init(_ answers: [String], _ then: CannedServer.Then) {
    self.answers = answers[...]
    self.then = then
  }

  func stream(_ stream: TautEventLoop.Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    // The bytes are copied during the call.
    unsafe received.append(contentsOf: bytes)
    guard received.suffix(4) == Array("\r\n\r\n".utf8)[...] else { return bytes.count }
    received = []
    // Byte by byte, so that every cut of an answer is seen by its parser.
    for byte in Array((answers.popFirst() ?? "").utf8) { write([byte], to: stream) }
    if then == .close, answers.isEmpty { stream.close() }
    return bytes.count
  }

  func stream(_ stream: TautEventLoop.Stream, closed error: StreamError?) {}

  private func write(_ bytes: [UInt8], to stream: TautEventLoop.Stream) {
    // The stream copies the bytes during the call.
    unsafe bytes.withUnsafeBytes { unsafe stream.writeThrough($0) }
  }
}
