/// The keys that were seen last, bounded by count and bytes; the oldest are forgotten first.
struct RecentKeys: Sendable {
  private let limit: Int
  private let byteLimit: Int
  private var seen: Set<[UInt8]> = []
  // A ring would do as well; the front is cut off when it is half of the whole.
  private var order: [[UInt8]] = []
  private var head = 0
  private(set) var bytes = 0

  init(limit: Int, bytes: Int) {
    self.limit = limit
    byteLimit = bytes
  }

  /// Remembers a key, and returns whether it was not remembered yet.
  mutating func insert(_ key: [UInt8]) -> Bool {
    guard !seen.contains(key) else { return false }
    guard key.count <= byteLimit, limit > 0 else { return true }
    seen.insert(key)
    order.append(key)
    bytes += key.count
    while seen.count > limit || bytes > byteLimit { forgetOldest() }
    return true
  }

  private mutating func forgetOldest() {
    seen.remove(order[head])
    bytes -= order[head].count
    head += 1
    guard head * 2 > order.count else { return }
    order.removeFirst(head)
    head = 0
  }
}
