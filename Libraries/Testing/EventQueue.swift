/// What is to happen at which moment of virtual time; of one moment, what was added first comes first.
struct EventQueue<Event> {
  private struct Entry {
    var time: Int64
    var order: UInt64
    var event: Event

    func isBefore(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : order < other.order
    }
  }

  private var heap: [Entry] = []
  private var ever: UInt64 = 0

  /// The moment of the next event, in nanoseconds.
  var nextTime: Int64? { heap.first?.time }

  mutating func add(_ event: Event, at time: Int64) {
    ever += 1
    heap.append(Entry(time: time, order: ever, event: event))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].isBefore(heap[parent]) else { break }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the next event out.
  mutating func next() -> Event? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      sink()
    }
    return first.event
  }

  private mutating func sink() {
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < heap.count else { return }
      let right = left + 1
      let child = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
      guard heap[child].isBefore(heap[parent]) else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
