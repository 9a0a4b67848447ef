extension SQLiteEngine {
  // MARK: Posting

  func post(_ message: InboxMessage, to user: String) throws(StoreError) -> StoreOutcome {
    let known = try database.integer("SELECT 1 FROM inbox WHERE user = ? AND id = ?", .text(user), .text(message.id))
    guard known == nil else { return .repeated }
    if let limit = try makeRoom(for: message, of: user) { return .inboxFull(limit: limit) }
    try database.run(
      """
      INSERT INTO inbox (user, id, type, payload, size, priority, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, .text(user), .text(message.id), .text(message.type), .bytes(message.payload),
      .integer(Int64(message.payload.count)), .integer(Int64(message.priority.rawValue)), .integer(message.created),
      .optional(message.expires))
    return .done
  }

  /// Pushes out what some device has seen until a message fits, and names the bound where it does not.
  private func makeRoom(for message: InboxMessage, of user: String) throws(StoreError) -> String? {
    try database.run(
      "DELETE FROM inbox WHERE user = ? AND settled IS NULL AND expires <= ?", .text(user), .integer(message.created))
    while let limit = limits.inbox.exceeded(by: try load(of: user), adding: message.payload.count) {
      try database.run(
        """
        DELETE FROM inbox WHERE number = (
          SELECT number FROM inbox WHERE user = ? AND settled IS NULL
            AND EXISTS (SELECT 1 FROM receipts WHERE message = number)
          ORDER BY number LIMIT 1)
        """, .text(user))
      if database.changes == 0 { return limit }
    }
    return nil
  }

  private func load(of user: String) throws(StoreError) -> InboxLimits.Load {
    var load = InboxLimits.Load(messages: 0, bytes: 0)
    try database.run(
      "SELECT count(*), coalesce(sum(size), 0) FROM inbox WHERE user = ? AND settled IS NULL", .text(user)
    ) { row in
      load = InboxLimits.Load(messages: Int(row.integer(0)), bytes: Int(row.integer(1)))
    }
    return load
  }

  func withdraw(_ id: String, of user: String) throws(StoreError) -> StoreOutcome {
    try database.run(
      "DELETE FROM inbox WHERE user = ? AND id = ? AND settled IS NULL", .text(user), .text(id))
    return database.changes > 0 ? .done : .unknown
  }

  // MARK: Devices

  func attach(_ address: InboxAddress, at now: Int64) throws(StoreError) -> StoreOutcome {
    try database.run(
      "UPDATE devices SET seen = max(seen, ?) WHERE user = ? AND device = ?", .integer(now), .text(address.user),
      .text(address.device))
    guard database.changes == 0 else { return .repeated }
    try database.run(
      "INSERT INTO devices (user, device, seen) VALUES (?, ?, ?)", .text(address.user), .text(address.device),
      .integer(now))
    try database.run(
      """
      DELETE FROM devices WHERE number IN (
        SELECT number FROM devices WHERE user = ? AND device <> ? ORDER BY seen DESC, number DESC LIMIT -1 OFFSET ?)
      """, .text(address.user), .text(address.device), .integer(Int64(max(0, limits.inbox.devices - 1))))
    if database.changes > 0 { try settle(address.user, at: now) }
    return .done
  }

  // MARK: Acknowledging

  func acknowledge(_ id: String, _ address: InboxAddress, at now: Int64) throws(StoreError) -> StoreOutcome {
    _ = try attach(address, at: now)
    guard let message = try number(of: id, user: address.user) else { return .unknown }
    return try insertReceipts(address, "number = ?4", message, at: now)
  }

  func acknowledge(through id: String, _ address: InboxAddress, at now: Int64) throws(StoreError) -> StoreOutcome {
    _ = try attach(address, at: now)
    guard let message = try number(of: id, user: address.user) else { return .unknown }
    return try insertReceipts(address, "number <= ?4", message, at: now)
  }

  private func number(of id: String, user: String) throws(StoreError) -> Int64? {
    try database.integer("SELECT number FROM inbox WHERE user = ? AND id = ?", .text(user), .text(id))
  }

  private func insertReceipts(
    _ address: InboxAddress, _ condition: String, _ message: Int64, at now: Int64
  ) throws(StoreError) -> StoreOutcome {
    try database.run(
      """
      INSERT OR IGNORE INTO receipts (message, device, time)
      SELECT number, (SELECT number FROM devices WHERE user = ?1 AND device = ?2), ?3
      FROM inbox WHERE user = ?1 AND settled IS NULL AND \(condition)
      """, .text(address.user), .text(address.device), .integer(now), .integer(message))
    guard database.changes > 0 else { return .repeated }
    try settle(address.user, at: now)
    return .done
  }

  /// Keeps only the ids of messages that all devices of a user have acknowledged, and only so many.
  private func settle(_ user: String, at now: Int64) throws(StoreError) {
    try database.run(
      """
      UPDATE inbox SET settled = ?2, payload = x'', size = 0 WHERE user = ?1 AND settled IS NULL
        AND EXISTS (SELECT 1 FROM receipts WHERE message = inbox.number)
        AND NOT EXISTS (
          SELECT 1 FROM devices WHERE devices.user = ?1
            AND NOT EXISTS (SELECT 1 FROM receipts WHERE message = inbox.number AND device = devices.number))
      """, .text(user), .integer(now))
    guard database.changes > 0 else { return }
    try database.run(
      """
      DELETE FROM inbox WHERE number IN (
        SELECT number FROM inbox WHERE user = ? AND settled IS NOT NULL
        ORDER BY settled DESC, number DESC LIMIT -1 OFFSET ?)
      """, .text(user), .integer(Int64(limits.inbox.messages)))
  }

  /// Forgets messages that have expired, ids that need not be remembered, and devices that stayed away.
  func sweepInboxes(at now: Int64) throws(StoreError) {
    try database.run("DELETE FROM inbox WHERE expires <= ? AND settled IS NULL", .integer(now))
    try database.run(
      "DELETE FROM inbox WHERE settled <= ?", .integer(now - limits.inbox.settledAge.milliseconds))
    let oldest = SQLValue.integer(now - limits.inbox.deviceAge.milliseconds)
    var users: [String] = []
    try database.run("SELECT DISTINCT user FROM devices WHERE seen < ?", oldest) { users.append($0.text(0)) }
    try database.run("DELETE FROM devices WHERE seen < ?", oldest)
    for user in users { try settle(user, at: now) }
  }

  // MARK: Reading

  /// The messages that a device has not acknowledged: the urgent ones first, then in the order of their posting.
  public func pending(
    for address: InboxAddress, limit: Int, at now: Int64
  ) throws(StoreError) -> [InboxMessage] {
    var messages: [InboxMessage] = []
    try database.run(
      """
      SELECT id, type, payload, priority, created, expires FROM inbox
      WHERE user = ?1 AND settled IS NULL AND (expires IS NULL OR expires > ?3) AND NOT EXISTS (
        SELECT 1 FROM receipts JOIN devices ON devices.number = receipts.device
        WHERE receipts.message = inbox.number AND devices.user = ?1 AND devices.device = ?2)
      ORDER BY priority DESC, number LIMIT ?4
      """, .text(address.user), .text(address.device), .integer(now), .integer(Int64(limit))
    ) { row in
      messages.append(
        InboxMessage(
          id: row.text(0), type: row.text(1), payload: row.bytes(2),
          priority: InboxMessage.Priority(rawValue: Int(row.integer(3))) ?? .normal, created: row.integer(4),
          expires: row.optionalInteger(5)))
    }
    return messages
  }

  /// The devices that have acknowledged a message, in the order of their acknowledgements.
  public func receipts(of id: String, user: String) throws(StoreError) -> [InboxReceipt] {
    var receipts: [InboxReceipt] = []
    try database.run(
      """
      SELECT devices.device, receipts.time FROM inbox
      JOIN receipts ON receipts.message = inbox.number JOIN devices ON devices.number = receipts.device
      WHERE inbox.user = ? AND inbox.id = ? ORDER BY receipts.time, devices.number
      """, .text(user), .text(id)
    ) { row in receipts.append(InboxReceipt(device: row.text(0), time: row.integer(1))) }
    return receipts
  }
}
