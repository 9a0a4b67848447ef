/// How long something took, counted in steps from a tenth of a millisecond to ten seconds.
///
/// Counting costs a search among sixteen numbers and no memory.
struct LatencyHistogram: Sendable {
  /// The upper ends of the steps; what is longer is counted behind the last.
  static let bounds: [Duration] = [
    .microseconds(100), .microseconds(250), .microseconds(500), .milliseconds(1), .microseconds(2_500),
    .milliseconds(5), .milliseconds(10), .milliseconds(25), .milliseconds(50), .milliseconds(100), .milliseconds(250),
    .milliseconds(500), .seconds(1), .milliseconds(2_500), .seconds(5), .seconds(10),
  ]

  /// How many were within each step.
  private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  private(set) var sum: Duration = .zero

  /// How many were counted.
  var count: Int { counts.reduce(0, +) }

  mutating func record(_ duration: Duration) {
    counts[Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count] += 1
    sum += max(.zero, duration)
  }

  static func += (sum: inout LatencyHistogram, other: LatencyHistogram) {
    for index in sum.counts.indices { sum.counts[index] += other.counts[index] }
    sum.sum += other.sum
  }
}
