/// The times at which operations were due that are not answered yet, the oldest first.
struct BenchQueue: Sendable {
  private var times: [Int64] = []
  private var first = 0

  /// The number of operations.
  var count: Int { times.count - first }

  /// Adds the latest operation.
  mutating func append(_ due: Int64) {
    times.append(due)
  }

  /// Takes the oldest operation, or nil when there is none.
  mutating func popFirst() -> Int64? {
    guard first < times.count else { return nil }
    let due = times[first]
    first += 1
    if first == times.count {
      times.removeAll(keepingCapacity: true)
      first = 0
    } else if first >= 4096 {
      times.removeFirst(first)
      first = 0
    }
    return due
  }
}
