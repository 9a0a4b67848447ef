/// Who wants to be told what becomes of which message, as long as that is remembered.
struct ReceiptRequests: Sendable {
  struct Key: Hashable, Sendable {
    var user: String
    var id: String
  }

  private struct Entry: Sendable {
    var sender: String
    /// The devices of which the sender knows that they got it.
    var reached: Set<String> = []
  }

  /// The devices of one message whose deliveries are told.
  private static let devices = 64

  private let limit: Int
  private var entries: [Key: Entry] = [:]
  private var order: [Key] = []
  private var first = 0

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  mutating func add(_ key: Key, sender: String) {
    guard entries.updateValue(Entry(sender: sender), forKey: key) == nil else { return }
    order.append(key)
    guard entries.count > limit else { return }
    entries[order[first]] = nil
    first += 1
    // Half of it is gone: each key is moved once at most.
    if first > limit {
      order.removeFirst(first)
      first = 0
    }
  }

  /// Whom to tell that a device got a message, the first time only.
  mutating func reach(_ key: Key, _ device: String) -> String? {
    guard var entry = entries[key], entry.reached.count < Self.devices else { return nil }
    guard entry.reached.insert(device).inserted else { return nil }
    entries[key] = entry
    return entry.sender
  }

  /// Whom to tell that a device has acknowledged a message.
  func sender(_ key: Key) -> String? { entries[key]?.sender }
}
