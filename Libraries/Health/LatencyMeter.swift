/// Sums up round-trip times as they come.
///
/// It holds the last ``capacity`` of them, so its memory and the cost of its percentiles have a bound.
public struct LatencyMeter: Sendable {
  /// How many round trips the percentiles and the jitter are of.
  public static let capacity = 128

  /// The weighted mean of all round trips; nil before the first.
  public private(set) var smoothed: Duration?

  private var window = Ring<Duration>(capacity: capacity)
  private var differences = Ring<Duration>(capacity: capacity - 1)
  private var last: Duration = .zero
  private var count = 0

  /// A meter that has measured nothing.
  public init() {}

  /// Adds a round trip; a negative one, from a clock that was set back, counts as none.
  public mutating func record(_ roundTrip: Duration) {
    let roundTrip = max(roundTrip, .zero)
    if count > 0 { differences.append(roundTrip < last ? last - roundTrip : roundTrip - last) }
    window.append(roundTrip)
    smoothed = smoothed.map { $0 * 7 / 8 + roundTrip / 8 } ?? roundTrip
    last = roundTrip
    count += 1
  }

  /// The mean difference between neighbours, zero before there are two round trips.
  public var jitter: Duration {
    let differences = differences.inOrder
    return differences.isEmpty ? .zero : differences.reduce(.zero, +) / differences.count
  }

  /// All figures; nil before the first round trip.
  public var latency: Latency? {
    guard let smoothed else { return nil }
    let sorted = window.inOrder.sorted()
    return Latency(
      last: last, smoothed: smoothed, jitter: jitter, p50: Self.percentile(50, of: sorted),
      p95: Self.percentile(95, of: sorted), p99: Self.percentile(99, of: sorted), count: count)
  }

  /// Forgets everything, as on a new connection, which may take another way.
  public mutating func reset() {
    self = LatencyMeter()
  }

  /// The nearest rank: the least value that `percent` of all values do not exceed.
  private static func percentile(_ percent: Int, of sorted: [Duration]) -> Duration {
    sorted[(sorted.count * percent + 99) / 100 - 1]
  }
}
