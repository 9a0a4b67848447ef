/// Lets in as many connections as may open within any second, and no more.
///
/// Some time passes between the decision and the moment at which a connection is open, and not always the same. So whoever
/// is let in counts as present until ``opened(at:)`` says when that moment was, and from then on for a second.
struct ConnectRate: Sendable {
  /// The most within a second.
  let limit: Int

  /// Those that were let in and are not open yet.
  private(set) var opening = 0
  /// When the last ones opened, the eldest first; with those that are opening they are never more than the limit.
  private var times: [ContinuousClock.Instant] = []
  /// The times before this position are more than a second old.
  private var first = 0
  private var appointments: Appointments

  init(limit: Int) {
    self.limit = limit
    // A fifth stays free for those who come unasked, and for chance: whoever is sent away again may come much later.
    appointments = Appointments(interval: .seconds(1) / max(1, limit) * 5 / 4)
  }

  /// Lets one in.
  ///
  /// - Returns: Nil, or when to come back: each is told a time of his own.
  mutating func admit(at now: ContinuousClock.Instant) -> Duration? {
    forget(before: now - .seconds(1))
    guard opening + times.count - first >= limit else {
      opening += 1
      return nil
    }
    return appointments.next(notBefore: now + .seconds(1), at: now)
  }

  /// Records that one of those that were let in is open.
  mutating func opened(at time: ContinuousClock.Instant) {
    opening -= 1
    // Those of several loops are told in any order; whoever is taken for younger counts for longer, which harms nobody.
    times.append(max(time, times.last ?? time))
  }

  /// Records that one of those that were let in did not open.
  mutating func withdraw() {
    opening -= 1
  }

  private mutating func forget(before instant: ContinuousClock.Instant) {
    while first < times.count, times[first] <= instant { first += 1 }
    guard first > times.count / 2 else { return }
    times.removeFirst(first)
    first = 0
  }
}
