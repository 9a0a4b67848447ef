/// How many messages one connection may still send.
///
/// The generic cell rate algorithm: a token bucket that holds nothing but the time at which it will be full again.
struct RateLimiter: Sendable {
  /// What all connections have in common: one message per interval, and bursts as long as `tolerance`.
  struct Rate: Sendable {
    var interval: Duration
    var tolerance: Duration

    /// A rate per second with a burst, and `nil` for no limit.
    init?(perSecond rate: Int, burst: Int) {
      guard rate > 0 else { return nil }
      interval = .seconds(1) / rate
      tolerance = interval * max(1, burst)
    }
  }

  private var full: ContinuousClock.Instant

  /// A limiter with all of its burst.
  init(at now: ContinuousClock.Instant) {
    full = now
  }

  /// Whether a message at `now` is within the rate; one that is not counts for nothing.
  mutating func admit(at now: ContinuousClock.Instant, rate: Rate) -> Bool {
    let next = max(full, now) + rate.interval
    guard next - now <= rate.tolerance else { return false }
    full = next
    return true
  }

  /// Counts messages that were not sent, for what one that was admitted asked for.
  ///
  /// What goes beyond the burst has to pass before the next message is admitted.
  mutating func charge(_ messages: Int, at now: ContinuousClock.Instant, rate: Rate) {
    full = max(full, now) + rate.interval * messages
  }
}
