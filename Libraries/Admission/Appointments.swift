/// Tells those who came too early when to come back: each a time of his own, as long as they are not too many, so that those
/// who were sent away together do not come back together.
struct Appointments: Sendable {
  /// The longest wait that is told, so that nobody can have others sent away for hours.
  static let longestWait: Duration = .seconds(30)

  /// The time from one to the next.
  let interval: Duration
  private var last: ContinuousClock.Instant?

  init(interval: Duration) {
    self.interval = interval
  }

  /// The wait until the next time that was told to nobody; where that is too long, the times begin anew.
  mutating func next(notBefore earliest: ContinuousClock.Instant, at now: ContinuousClock.Instant) -> Duration {
    let free = max(earliest, last.map { $0 + interval } ?? earliest)
    let told = free - now > Self.longestWait ? earliest : free
    last = told
    return told - now
  }
}
