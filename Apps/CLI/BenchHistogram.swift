/// Latencies, counted in buckets that are as fine as the latency is small.
///
/// A bucket is at most 1/64 as wide as the values in it, so a percentile is at most 1.6 % too low; recording is two
/// shifts and an addition, and the memory does not grow. The idea is HdrHistogram's.
struct BenchHistogram: Sendable {
  private static let subBits = 6
  private static let subBuckets = 1 << subBits

  /// From nanoseconds to two hours.
  private static let highestBit = 43

  private var counts = [UInt64](repeating: 0, count: (highestBit - subBits + 2) * subBuckets)

  /// The number of latencies.
  private(set) var count: UInt64 = 0

  /// The longest latency, in nanoseconds.
  private(set) var maximum: Int64 = 0

  private var sum = 0.0

  /// Counts a latency of so many nanoseconds `times` times.
  mutating func record(_ nanoseconds: Int64, times: Int = 1) {
    let value = max(0, nanoseconds)
    counts[min(Self.bucket(of: value), counts.count - 1)] += UInt64(times)
    count += UInt64(times)
    maximum = max(maximum, value)
    sum += Double(value) * Double(times)
  }

  /// The mean, in nanoseconds.
  var mean: Double {
    count == 0 ? 0 : sum / Double(count)
  }

  /// The latency, in nanoseconds, that this share of all latencies does not exceed.
  func percentile(_ share: Double) -> Int64 {
    let wanted = max(1, UInt64((share * Double(count)).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, number) in counts.enumerated() {
      seen += number
      if seen >= wanted { return min(Self.value(of: bucket), maximum) }
    }
    return maximum
  }

  /// Below 64 every value has its own bucket; above, each power of two has 64.
  private static func bucket(of value: Int64) -> Int {
    guard value >= subBuckets else { return Int(value) }
    let shift = 63 - value.leadingZeroBitCount - subBits
    return (shift + 1) * subBuckets + Int(value >> shift) - subBuckets
  }

  /// The lowest value in a bucket.
  private static func value(of bucket: Int) -> Int64 {
    guard bucket >= subBuckets else { return Int64(bucket) }
    let shift = bucket / subBuckets - 1
    return Int64(subBuckets + bucket % subBuckets) << shift
  }
}
