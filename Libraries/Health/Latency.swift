/// Round-trip times, summed up.
public struct Latency: Sendable, Hashable {
  /// The latest round trip.
  public var last: Duration

  /// The weighted mean of all round trips, to which each new one contributes an eighth (RFC 6298, 2.3).
  public var smoothed: Duration

  /// The mean difference between a round trip and the one before it, over the last ``LatencyMeter/capacity``.
  public var jitter: Duration

  /// What half of the last ``LatencyMeter/capacity`` round trips did not exceed.
  public var p50: Duration

  /// What 95 of 100 round trips did not exceed.
  public var p95: Duration

  /// What 99 of 100 round trips did not exceed.
  public var p99: Duration

  /// How many round trips were measured.
  public var count: Int
}
