/// Says which operations of a constant rate are due.
///
/// Operation `n` is due `n / rate` seconds after the start, whatever became of the others. A load that waits for a slow
/// server before it begins the next operation would leave out just those that would have had to wait (coordinated
/// omission); counting each latency from ``due(_:)`` puts them back.
struct BenchPacer: Sendable {
  /// Operations per second.
  let rate: Double

  /// The number of operations that were handed out.
  private(set) var taken = 0

  init(rate: Int) {
    self.rate = Double(rate)
  }

  /// When the operation with this number is due, in nanoseconds after the start.
  func due(_ number: Int) -> Int64 {
    Int64(Double(number) * 1e9 / rate)
  }

  /// When the next operation is due, in nanoseconds after the start.
  var next: Int64 {
    due(taken)
  }

  /// Hands out the operations that are due at `elapsed` nanoseconds after the start.
  mutating func take(at elapsed: Int64) -> Range<Int> {
    let first = taken
    while next <= elapsed { taken += 1 }
    return first..<taken
  }
}
