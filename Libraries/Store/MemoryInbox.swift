/// What a ``MemoryEngine`` keeps for one user.
struct MemoryInbox {
  private struct Entry {
    var message: InboxMessage
    var receipts: [InboxReceipt] = []
    var settled: Int64?
  }

  private struct Device {
    var name: String
    var seen: Int64
  }

  private let limits: InboxLimits
  private var entries: [Entry] = []
  private var devices: [Device] = []

  init(_ limits: InboxLimits) {
    self.limits = limits
  }

  var isEmpty: Bool { entries.isEmpty && devices.isEmpty }

  // MARK: Posting

  mutating func post(_ message: InboxMessage) -> StoreOutcome {
    guard !entries.contains(where: { $0.message.id == message.id }) else { return .repeated }
    entries.removeAll { $0.settled == nil && $0.message.isExpired(at: message.created) }
    while let limit = limits.exceeded(by: load, adding: message.payload.count) {
      guard let seen = entries.firstIndex(where: { $0.settled == nil && !$0.receipts.isEmpty }) else {
        return .inboxFull(limit: limit)
      }
      entries.remove(at: seen)
    }
    entries.append(Entry(message: message))
    return .done
  }

  private var load: InboxLimits.Load {
    let waiting = entries.filter { $0.settled == nil }
    return InboxLimits.Load(messages: waiting.count, bytes: waiting.reduce(0) { $0 + $1.message.payload.count })
  }

  mutating func withdraw(_ id: String) -> StoreOutcome {
    guard let found = entries.firstIndex(where: { $0.message.id == id && $0.settled == nil }) else { return .unknown }
    entries.remove(at: found)
    return .done
  }

  // MARK: Devices

  mutating func attach(_ name: String, at now: Int64) -> StoreOutcome {
    if let known = devices.firstIndex(where: { $0.name == name }) {
      devices[known].seen = max(devices[known].seen, now)
      return .repeated
    }
    devices.append(Device(name: name, seen: now))
    var forgot = false
    while devices.count > max(1, limits.devices) {
      let oldest = devices.dropLast().enumerated().min { ($0.element.seen, $0.offset) < ($1.element.seen, $1.offset) }!
      forget(devices[oldest.offset].name)
      forgot = true
    }
    if forgot { settle(at: now) }
    return .done
  }

  private mutating func forget(_ name: String) {
    devices.removeAll { $0.name == name }
    for position in entries.indices { entries[position].receipts.removeAll { $0.device == name } }
  }

  // MARK: Acknowledging

  mutating func acknowledge(_ id: String, _ device: String, throughIt: Bool, at now: Int64) -> StoreOutcome {
    _ = attach(device, at: now)
    guard let last = entries.firstIndex(where: { $0.message.id == id }) else { return .unknown }
    var isNew = false
    for position in (throughIt ? 0 : last)...last where entries[position].settled == nil {
      guard !entries[position].receipts.contains(where: { $0.device == device }) else { continue }
      entries[position].receipts.append(InboxReceipt(device: device, time: now))
      isNew = true
    }
    if isNew { settle(at: now) }
    return isNew ? .done : .repeated
  }

  private mutating func settle(at now: Int64) {
    for position in entries.indices where entries[position].settled == nil && !entries[position].receipts.isEmpty {
      let seen = Set(entries[position].receipts.map(\.device))
      guard devices.allSatisfy({ seen.contains($0.name) }) else { continue }
      entries[position].settled = now
      entries[position].message.payload = []
    }
    var surplus = entries.count { $0.settled != nil } - limits.messages
    while surplus > 0 {
      let settled = entries.enumerated().filter { $0.element.settled != nil }
      entries.remove(at: settled.min { ($0.element.settled!, $0.offset) < ($1.element.settled!, $1.offset) }!.offset)
      surplus -= 1
    }
  }

  mutating func sweep(at now: Int64) {
    entries.removeAll { entry in
      guard let settled = entry.settled else { return entry.message.isExpired(at: now) }
      return settled <= now - limits.settledAge.milliseconds
    }
    let gone = devices.filter { $0.seen < now - limits.deviceAge.milliseconds }
    for device in gone { forget(device.name) }
    if !gone.isEmpty { settle(at: now) }
  }

  // MARK: Reading

  func pending(for device: String, limit: Int, at now: Int64) -> [InboxMessage] {
    let waiting = entries.filter { entry in
      entry.settled == nil && !entry.message.isExpired(at: now) && !entry.receipts.contains { $0.device == device }
    }
    // By urgency, and in the order of posting where that is equal: one pass for each priority keeps the order.
    let ordered = InboxMessage.Priority.allCases.reversed().flatMap { priority in
      waiting.map(\.message).filter { $0.priority == priority }
    }
    return Array(ordered.prefix(limit))
  }

  func receipts(of id: String) -> [InboxReceipt] {
    entries.first { $0.message.id == id }?.receipts ?? []
  }
}
