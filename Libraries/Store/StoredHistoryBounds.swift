import TautRooms

/// Lets through the publications of one room, the latest first, as long as the bounds of its history allow them.
struct StoredHistoryBounds {
  private let limits: HistoryLimits
  private let oldest: Int64
  private var count = 0
  private var bytes = 0
  private var isExhausted = false

  init(_ limits: HistoryLimits, at now: Int64) {
    self.limits = limits
    oldest = now - limits.age.milliseconds
  }

  /// Whether the next older publication still belongs to the history; after the first that does not, none does.
  mutating func admits(_ publication: StoredPublication) -> Bool {
    count += 1
    bytes += publication.size
    if count > limits.count || bytes > limits.bytes || publication.timestamp < oldest { isExhausted = true }
    return !isExhausted
  }
}

extension Duration {
  /// Whole milliseconds, and at most so many that a time minus them is still a time.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    guard seconds < 1 << 50 else { return 1 << 60 }
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}
