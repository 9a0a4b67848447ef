import Synchronization

/// When each ping that has no pong yet was sent.
final class PingTimes: Sendable {
  private let times = Mutex<[[UInt8]: ContinuousClock.Instant]>([:])

  /// Notes that a ping with `payload` leaves now.
  func begin(_ payload: [UInt8]) {
    times.withLock { $0[payload] = .now }
  }

  /// The time since the ping with `payload`, whose pong has come; nil when nobody sent one.
  func time(since payload: [UInt8]) -> Duration? {
    times.withLock { $0.removeValue(forKey: payload) }.map { .now - $0 }
  }
}
