import TautSession

/// What a checker knows about one client's polls.
struct PollRecord {
  let interval: Duration
  private var last: [String: ContinuousClock.Instant] = [:]

  init(interval: Duration) {
    self.interval = interval
  }

  /// Takes a poll over, and returns what is wrong with it: it comes once in an interval, and the fallback begins with one.
  mutating func note(_ room: String, _ facts: ConnectionFacts, at now: ContinuousClock.Instant) -> String? {
    defer { last[room] = now }
    if facts.phase.isConnected { return "\(room) is polled in the phase \(facts.phase)" }
    if facts.phase == .idle || facts.isSuspended { return "\(room) is polled, and nobody wants it" }
    guard let last = last[room], now < last + interval, facts.phase != .fallback else { return nil }
    return "\(room) is polled after \(now - last), and not after \(interval)"
  }
}
