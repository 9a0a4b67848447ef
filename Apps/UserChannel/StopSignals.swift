import Glibc
import TautEventLoop

/// SIGINT and SIGTERM as a sequence; the second ends the process at once.
struct StopSignals: Sendable {
  let signals: AsyncStream<Int32>
  private let loop: EventLoop

  init() throws(SystemError) {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    signals = stream
    loop = try EventLoop()
    loop.start()
    loop.submit { loop in
      var count = 0
      loop.attachment = try? Signals(on: loop.reactor) { signal in
        count += 1
        if count == 2 { exit(128 + signal) }
        continuation.yield(signal)
      }
    }
  }
}
