import TautEventLoop

/// One suspended task, resumed once: by what it waits for, by time, or by cancellation.
final class Waiter {
  private var continuation: CheckedContinuation<Void, Never>?
  private var timer: TimerID?
  private let reactor: Reactor

  /// Whether it was resumed by time or cancellation.
  private(set) var gaveUp = false

  init(on reactor: Reactor) {
    self.reactor = reactor
  }

  func suspend(_ continuation: CheckedContinuation<Void, Never>) {
    self.continuation = continuation
  }

  /// Calls `body` after `limit`, unless the task is resumed before.
  func limit(_ limit: Duration?, _ body: @escaping () -> Void) {
    timer = limit.map { reactor.after($0, body) }
  }

  /// Resumes the task, which did not get what it waited for.
  func giveUp() {
    if continuation != nil { gaveUp = true }
    resume()
  }

  func resume() {
    if let timer { reactor.cancel(timer) }
    timer = nil
    continuation.take()?.resume()
  }
}
