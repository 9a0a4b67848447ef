/// How many deliveries slow readers lost, by the reason.
public struct DropCounters: Sendable, Hashable {
  /// Dropped as the oldest of a full queue.
  public var oldest = 0
  /// Dropped because too much waited for a subscription's throttle or batch.
  public var overflowed = 0
  /// Replaced by a later publication with the same key.
  public var superseded = 0
  /// Connections that were closed because their queue was full.
  public var disconnected = 0

  /// Counters at zero.
  public init() {}
}
