/// A point in time as a hub needs it: the monotonic clock for intervals, the wall clock for timestamps in messages.
///
/// A hub reads no clock. An event loop makes one moment per turn.
public struct Moment: Sendable, Hashable {
  /// The monotonic time.
  public var instant: ContinuousClock.Instant
  /// The wall clock: milliseconds since 1970, the `ts` of an envelope.
  public var milliseconds: Int64

  /// Makes a moment out of both clocks.
  public init(instant: ContinuousClock.Instant, milliseconds: Int64) {
    self.instant = instant
    self.milliseconds = milliseconds
  }
}
