import TautSession

/// What a checker knows about one client's polls.
struct PollRecord {
  /// How much later than promised a poll may begin, since clocks count nanoseconds.
  private static let tolerance: Duration = .microseconds(1)

  /// One room that somebody is subscribed to.
  private struct Room {
    /// Since when, or when its last poll began or ended.
    var time: ContinuousClock.Instant
    /// The polls that are on their way.
    var pending = 0
  }

  let interval: Duration
  private let pollsWhileDisconnected: Bool
  private let fallback: SessionConfiguration.Fallback
  private var last: [String: ContinuousClock.Instant] = [:]
  private var rooms: [String: Room] = [:]
  /// Since when polls take the connection's place.
  private var start: ContinuousClock.Instant?

  init(_ configuration: SessionConfiguration) {
    interval = configuration.pollInterval
    pollsWhileDisconnected = configuration.pollsWhileDisconnected
    fallback = configuration.fallback
  }

  // MARK: What is wanted

  mutating func subscribed(to room: String, at now: ContinuousClock.Instant) {
    rooms[room] = rooms[room] ?? Room(time: now)
  }

  mutating func unsubscribed(from room: String) { rooms[room] = nil }

  /// Takes over where the connection stands.
  mutating func follow(_ facts: ConnectionFacts, at now: ContinuousClock.Instant) {
    start = isWanted(facts) ? start ?? now : nil
  }

  private func isWanted(_ facts: ConnectionFacts) -> Bool {
    guard !facts.isSuspended else { return false }
    switch facts.phase {
    case .connecting, .reconnecting: return pollsWhileDisconnected
    case .failed: return pollsWhileDisconnected && facts.end == nil
    case .fallback: return fallback == .poll
    case .idle, .open, .degraded: return false
    }
  }

  // MARK: What is done

  /// Takes a poll over, and returns what is wrong with it: it comes once in an interval, and the fallback begins with one.
  mutating func note(_ room: String, _ facts: ConnectionFacts, at now: ContinuousClock.Instant) -> String? {
    defer { last[room] = now }
    rooms[room]?.time = now
    rooms[room]?.pending += 1
    if facts.phase.isConnected { return "\(room) is polled in the phase \(facts.phase)" }
    if facts.phase == .idle || facts.isSuspended { return "\(room) is polled, and nobody wants it" }
    guard let last = last[room], now < last + interval, facts.phase != .fallback else { return nil }
    return "\(room) is polled after \(now - last), and not after \(interval)"
  }

  /// Takes over that a poll is over.
  mutating func noteEnd(_ room: String, at now: ContinuousClock.Instant) {
    guard let pending = rooms[room]?.pending, pending > 0 else { return }
    rooms[room] = Room(time: now, pending: pending - 1)
  }

  /// Says which room was not polled for longer than an interval, counted from when the client's machine is awake.
  func lateness(since ready: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> String? {
    guard let start else { return nil }
    for name in rooms.keys.sorted() {
      guard let room = rooms[name], room.pending == 0 else { continue }
      let due = max(room.time, start, ready) + interval
      if now > due + Self.tolerance { return "\(name) is not polled, and was to be \(now - due) ago" }
    }
    return nil
  }
}
