/// Numbers with the time at which each is due, the earliest first.
///
/// A number may stand in it several times; the caller asks what it stands for whether it is still due.
public struct DeadlineQueue: Sendable {
  private struct Entry: Sendable {
    var instant: ContinuousClock.Instant
    var number: UInt64
  }

  // A binary heap: the children of a position are at twice the position plus one and two.
  private var heap: [Entry] = []

  /// A queue without entries.
  public init() {}

  /// When the first number is due.
  public var first: ContinuousClock.Instant? { heap.first?.instant }

  /// How many entries there are.
  public var count: Int { heap.count }

  /// Adds a number that is due at `instant`.
  public mutating func insert(_ number: UInt64, at instant: ContinuousClock.Instant) {
    heap.append(Entry(instant: instant, number: number))
    var position = heap.count - 1
    while position > 0, heap[position].instant < heap[(position - 1) / 2].instant {
      heap.swapAt(position, (position - 1) / 2)
      position = (position - 1) / 2
    }
  }

  /// Removes the first number that is due at `now`.
  public mutating func popFirst(dueAt now: ContinuousClock.Instant) -> UInt64? {
    guard let first = heap.first, first.instant <= now else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.number }
    heap[0] = last
    var position = 0
    while let child = earlierChild(of: position), heap[child].instant < heap[position].instant {
      heap.swapAt(position, child)
      position = child
    }
    return first.number
  }

  private func earlierChild(of position: Int) -> Int? {
    let left = 2 * position + 1
    guard left < heap.count else { return nil }
    return left + 1 < heap.count && heap[left + 1].instant < heap[left].instant ? left + 1 : left
  }
}
