public import TautRooms

/// Keeps the data of a ``Store`` in memory: what is stored ends with the process.
///
/// It behaves as ``SQLiteEngine`` does, which the same tests show.
public final class MemoryEngine: StorageEngine {
  /// A random number, another one for each engine.
  public let epochSeed: UInt64 = .random(in: .min ... .max)

  private let limits: StoreLimits
  private var logs: [RoomName: MemoryRoom] = [:]
  private var roomNames: [RoomName] = []
  private var inboxes: [String: MemoryInbox] = [:]
  private var conversations: MemoryConversations
  private var revoked: [Revocation.Target: Revocation] = [:]

  /// Makes an engine that holds nothing.
  public init(limits: StoreLimits = StoreLimits()) {
    self.limits = limits
    conversations = MemoryConversations(limits.conversations)
  }

  /// Carries out batches: all of them, or none where an append does not follow what is stored.
  public func perform(_ batches: [[StoreWrite]]) throws(StoreError) -> [[StoreOutcome]] {
    try checkOrder(of: batches)
    return batches.map { $0.map(perform) }
  }

  private func checkOrder(of batches: [[StoreWrite]]) throws(StoreError) {
    var positions: [RoomName: RoomPosition] = [:]
    for case .append(let append) in batches.joined() {
      try append.check(after: positions[append.room] ?? logs[append.room]?.position)
      positions[append.room] = RoomPosition(epoch: append.epoch, offset: append.publications.last!.offset)
    }
  }

  private func perform(_ write: StoreWrite) -> StoreOutcome {
    switch write {
    case .append(let append): return add(append)
    case .post(let message, let user): return inboxes[user, default: MemoryInbox(limits.inbox)].post(message)
    case .withdraw(let id, let user): return inboxes[user]?.withdraw(id) ?? .unknown
    case .attach(let address, let now): return withInbox(of: address) { $0.attach(address.device, at: now) }
    case .acknowledge(let id, let address, let now):
      return withInbox(of: address) { $0.acknowledge(id, address.device, throughIt: false, at: now) }
    case .acknowledgeThrough(let id, let address, let now):
      return withInbox(of: address) { $0.acknowledge(id, address.device, throughIt: true, at: now) }
    case .revoke(let revocation):
      return revoked.updateValue(revocation, forKey: revocation.target) == nil ? .done : .repeated
    case .keep(let conversation): return conversations.keep(conversation)
    case .sweep(let now): return sweep(at: now)
    }
  }

  private func withInbox(of address: InboxAddress, _ body: (inout MemoryInbox) -> StoreOutcome) -> StoreOutcome {
    body(&inboxes[address.user, default: MemoryInbox(limits.inbox)])
  }

  private func add(_ append: RoomAppend) -> StoreOutcome {
    if logs[append.room] == nil { roomNames.append(append.room) }
    if logs[append.room]?.position.epoch != append.epoch { logs[append.room] = MemoryRoom(epoch: append.epoch) }
    logs[append.room]!.append(append.publications, limits)
    return .done
  }

  private func sweep(at now: Int64) -> StoreOutcome {
    for user in Array(inboxes.keys) {
      inboxes[user]!.sweep(at: now)
      if inboxes[user]!.isEmpty { inboxes[user] = nil }
    }
    conversations.sweep(at: now)
    revoked = revoked.filter { !$0.value.isExpired(at: now) }
    return .done
  }

  // MARK: Reading

  /// Calls `body` with each room, in the order of their first publications.
  public func rooms(at now: Int64, _ body: (StoredRoom) -> Void) throws(StoreError) {
    for name in roomNames { body(logs[name]!.room(name, limits.history, at: now)) }
  }

  /// The messages that a device has not acknowledged: the urgent ones first, then in the order of their posting.
  public func pending(for address: InboxAddress, limit: Int, at now: Int64) throws(StoreError) -> [InboxMessage] {
    inboxes[address.user]?.pending(for: address.device, limit: limit, at: now) ?? []
  }

  /// The devices that have acknowledged a message, in the order of their acknowledgements.
  public func receipts(of id: String, user: String) throws(StoreError) -> [InboxReceipt] {
    inboxes[user]?.receipts(of: id) ?? []
  }

  /// What was said in a conversation, unless that is too long ago.
  public func conversation(
    _ name: String, of user: String, at now: Int64
  ) throws(StoreError) -> StoredConversation? {
    conversations.conversation(name, of: user, at: now)
  }

  /// The revocations that have not expired.
  public func revocations(at now: Int64) throws(StoreError) -> [Revocation] {
    revoked.values.filter { !$0.isExpired(at: now) }.sorted { ($0.time, $0.target.key) < ($1.time, $1.target.key) }
  }
}

extension Revocation {
  func isExpired(at now: Int64) -> Bool { expires.map { $0 <= now } ?? false }
}

extension Revocation.Target {
  /// A key to sort by: tokens before subjects.
  fileprivate var key: String {
    switch self {
    case .token(let id): "0\(id)"
    case .subject(let name): "1\(name)"
    }
  }
}
