/// When each connection is due for the server's next `ping`.
///
/// Connections with one interval fall due in the order in which they were last served, so a queue for each interval is
/// enough: what is due costs its number, and what is not costs nothing.
struct HeartbeatSchedule: Sendable {
  /// A connection and its time.
  struct Entry: Sendable {
    var slot: UInt32
    var generation: UInt64
    var due: ContinuousClock.Instant
  }

  fileprivate struct Queue: Sendable {
    var interval: Duration
    var entries: [Entry] = []
    /// How many of the first entries are gone.
    var head = 0
  }

  private var queues: [Queue] = []

  /// Adds a connection that is due one interval from `now`.
  mutating func add(_ slot: UInt32, generation: UInt64, every interval: Duration, at now: ContinuousClock.Instant) {
    let index = queues.firstIndex { $0.interval == interval } ?? queues.count
    if index == queues.count { queues.append(Queue(interval: interval)) }
    queues[index].entries.append(Entry(slot: slot, generation: generation, due: now + interval))
  }

  /// Takes a connection that is due, and puts it behind the others unless `isGone` tells that it is no longer there.
  mutating func next(at now: ContinuousClock.Instant, isGone: (Entry) -> Bool) -> Entry? {
    for index in queues.indices {
      while let entry = queues[index].takeDue(at: now) {
        guard !isGone(entry) else { continue }
        var again = entry
        // From when it was due, so that a late look does not move the rhythm.
        again.due = max(entry.due + queues[index].interval, now)
        queues[index].entries.append(again)
        return entry
      }
    }
    return nil
  }

  /// When the next connection is due.
  var nextDue: ContinuousClock.Instant? {
    queues.lazy.compactMap(\.first?.due).min()
  }
}

extension HeartbeatSchedule.Queue {
  fileprivate var first: HeartbeatSchedule.Entry? {
    head < entries.count ? entries[head] : nil
  }

  fileprivate mutating func takeDue(at now: ContinuousClock.Instant) -> HeartbeatSchedule.Entry? {
    guard let first, first.due <= now else { return nil }
    head += 1
    if head >= 64, head * 2 >= entries.count {
      entries.removeFirst(head)
      head = 0
    }
    return first
  }
}
