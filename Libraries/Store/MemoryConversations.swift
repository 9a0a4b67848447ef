/// The conversations of a ``MemoryEngine``.
struct MemoryConversations {
  private struct Key: Hashable {
    var user: String
    var name: String
  }

  private struct Entry {
    var conversation: StoredConversation
    /// Rises with each change.
    var number: UInt64
  }

  private let limits: ConversationLimits
  private var users: [String: [String: Entry]] = [:]
  private var load = ConversationLimits.Load()
  private var lastNumber: UInt64 = 0
  /// All changes in their order, of which only each conversation's last one counts.
  private var order: [(key: Key, number: UInt64)] = []
  private var first = 0

  init(_ limits: ConversationLimits) {
    self.limits = limits
  }

  mutating func keep(_ conversation: StoredConversation) -> StoreOutcome {
    let key = Key(user: conversation.user, name: conversation.name)
    let isKnown = forget(key)
    if let surplus = surplus(of: conversation.user) { forget(surplus) }
    lastNumber += 1
    users[key.user, default: [:]][key.name] = Entry(conversation: conversation, number: lastNumber)
    order.append((key, lastNumber))
    load.add(conversation.size)
    while limits.areExceeded(by: load) { forgetOldest() }
    if order.count > 2 * load.count + 1_024 { tidy() }
    return isKnown ? .repeated : .done
  }

  func conversation(_ name: String, of user: String, at now: Int64) -> StoredConversation? {
    guard let found = users[user]?[name]?.conversation else { return nil }
    return isTooOld(found, at: now) ? nil : found
  }

  mutating func sweep(at now: Int64) {
    for (user, entries) in users {
      for (name, entry) in entries where isTooOld(entry.conversation, at: now) { forget(Key(user: user, name: name)) }
    }
  }

  private func isTooOld(_ conversation: StoredConversation, at now: Int64) -> Bool {
    conversation.used <= now - limits.age.milliseconds
  }

  // MARK: Forgetting

  /// The oldest conversation of a user who may have no further one.
  private func surplus(of user: String) -> Key? {
    guard let own = users[user], own.count >= max(1, limits.perUser) else { return nil }
    return own.min { $0.value.number < $1.value.number }.map { Key(user: user, name: $0.key) }
  }

  private mutating func forgetOldest() {
    let (key, number) = order[first]
    first += 1
    if users[key.user]?[key.name]?.number == number { forget(key) }
  }

  /// Drops what no longer counts: each change is moved a few times at most.
  private mutating func tidy() {
    order = order[first...].filter { users[$0.key.user]?[$0.key.name]?.number == $0.number }
    first = 0
  }

  @discardableResult
  private mutating func forget(_ key: Key) -> Bool {
    guard let entry = users[key.user]?.removeValue(forKey: key.name) else { return false }
    if users[key.user]!.isEmpty { users[key.user] = nil }
    load.remove(entry.conversation.size)
    return true
  }
}
