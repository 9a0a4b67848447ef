import Glibc
import Synchronization
import Testing

@testable import TautEventLoop

/// How a loop ends.
@Suite struct EventLoopTests {
  private static let here = SocketAddress(host: "127.0.0.1", port: 0)!

  /// Tells when nobody holds it any more.
  private final class Token: Sendable {
    private let gone: AsyncStream<Void>.Continuation

    init(_ gone: AsyncStream<Void>.Continuation) {
      self.gone = gone
    }

    deinit {
      gone.yield()
      gone.finish()
    }
  }

  private static func token() -> (token: Token, gone: AsyncStream<Void>) {
    let (gone, continuation) = AsyncStream.makeStream(of: Void.self)
    return (Token(continuation), gone)
  }

  /// A handler that holds something and tells when its stream is closed.
  private final class Holder: StreamHandler {
    private let token: Token
    private let closed: AsyncStream<Void>.Continuation?

    init(_ token: Token, closed: AsyncStream<Void>.Continuation? = nil) {
      self.token = token
      self.closed = closed
    }

    func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int { bytes.count }

    func stream(_ stream: Stream, closed error: StreamError?) {
      closed?.yield()
    }
  }

  @Test func `a loop that has ended has let go of streams, listeners, timers and what was attached`() async throws {
    let (token, gone) = Self.token()
    let (closings, closed) = AsyncStream.makeStream(of: Void.self)
    try await Self.run(token, closed)
    // One is closed by the end of the loop, and the other hears of it or is closed as well.
    var iterator = closings.makeAsyncIterator()
    for _ in 0..<2 { await iterator.next() }
    _ = consume token
    for await _ in gone {}
  }

  /// Runs a loop with one of everything, each of which holds the token, and stops it when two streams are open.
  private static func run(_ token: Token, _ closed: AsyncStream<Void>.Continuation) async throws {
    let loop = try EventLoop()
    loop.start()
    try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
      loop.submit { loop in
        loop.attachment = token
        loop.reactor.turnEnding = { _ = token }
        loop.reactor.after(.seconds(3_600)) { _ = token }
        do {
          let listener = try loop.reactor.listen(on: Self.here) { stream in
            stream.handler = Holder(token, closed: closed)
            ready.resume()
          }
          _ = try loop.reactor.connect(to: listener.address, handler: Holder(token, closed: closed))
        } catch {
          ready.resume(throwing: error)
        }
      }
    }
    loop.stop()
  }

  @Test func `what listens on a loop is closed when the loop ends`() throws {
    let loop = try EventLoop()
    let address = try loop.onThisThread { try $0.listen(on: Self.here) { _ in }.address }
    loop.stop()
    loop.run()
    #expect(Self.connect(to: address) == ECONNREFUSED)
  }

  private static func connect(to address: SocketAddress) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return unsafe address.withPointer({ unsafe Glibc.connect(descriptor, $0, $1) }) == 0 ? 0 : errno
  }

  @Test func `a task that waits on a loop goes on when the loop ends`() async throws {
    let loop = try EventLoop()
    loop.start()
    let (gone, continuation) = AsyncStream.makeStream(of: Void.self)
    let waiting = Task(executorPreference: loop.executor) { await Self.waitForEnd(on: loop, continuation) }
    for await _ in gone { break }
    loop.stop()
    #expect(await waiting.value)
  }

  /// Waits until a stream closes; `began` is told when it is open.
  private static func waitForEnd(on loop: isolated EventLoop, _ began: AsyncStream<Void>.Continuation) async -> Bool {
    await withCheckedContinuation(isolation: loop) { continuation in
      loop.assertIsolated()
      let handler = Resumer { continuation.resume(returning: true) }
      do {
        let listener = try loop.reactor.listen(on: here) { stream in
          stream.handler = handler
          began.yield()
        }
        _ = try loop.reactor.connect(to: listener.address, handler: Resumer {})
      } catch {
        began.yield()
        continuation.resume(returning: false)
      }
    }
  }

  private final class Resumer: StreamHandler {
    private let resume: () -> Void

    init(_ resume: @escaping () -> Void) {
      self.resume = resume
    }

    func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int { bytes.count }

    func stream(_ stream: Stream, closed error: StreamError?) { resume() }
  }

  @Test func `a loop that has ended opens, schedules and runs nothing more`() async throws {
    let (token, gone) = Self.token()
    let loop = try EventLoop()
    loop.stop()
    loop.run()
    loop.submit { _ in _ = token }
    loop.onThisThread { reactor in
      let timer = reactor.after(.zero) { _ = token }
      reactor.cancel(timer)
      #expect(throws: SystemError.self) { try reactor.listen(on: Self.here) { _ in } }
      #expect(reactor.streams.isEmpty)
    }
    _ = consume token
    for await _ in gone {}
  }
}

extension EventLoop {
  /// Runs `body` with the reactor of a loop that does not run, neither yet nor any more.
  fileprivate nonisolated func onThisThread<Value: Sendable>(_ body: @Sendable (Reactor) throws -> Value) rethrows
    -> Value
  {
    executor.bind()
    defer { executor.unbind() }
    return try assumeIsolated { try body($0.reactor) }
  }
}
