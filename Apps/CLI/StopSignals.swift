import Glibc
internal import TautEventLoop

/// SIGINT, SIGTERM and SIGHUP, in place of what they do by default.
///
/// One per process. The second signal ends the process at once.
struct StopSignals: Sendable {
  private let signals: AsyncStream<Int32>
  /// Heard on a loop of its own, so that a busy connection does not delay it.
  private let loop: EventLoop?

  /// Begins to hear the signals; where the system has nothing left for that, they do what they do by default.
  init() {
    let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.signals = signals
    loop = try? EventLoop()
    loop?.start()
    loop?.submit { loop in
      var count = 0
      loop.attachment = try? Signals(on: loop.reactor) { signal in
        count += 1
        if count == 2 { exit(128 + signal) }
        continuation.yield(signal)
      }
    }
  }

  /// Waits for the first signal; false when the task was cancelled before.
  func first() async -> Bool {
    for await _ in signals { return true }
    return false
  }
}
