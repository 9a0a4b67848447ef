public import TautRooms

extension SQLiteEngine {
  func append(_ append: RoomAppend) throws(StoreError) -> StoreOutcome {
    let known = try room(append.room)
    try append.check(after: known?.position)
    var room = if let known { try begin(append, in: known) } else { try create(append) }
    for publication in append.publications { try insert(publication, into: &room) }
    try database.run(
      "UPDATE rooms SET offset = ? WHERE number = ?", .bits(room.position.offset), .integer(room.number))
    try prune(&room, at: append.publications.last!.timestamp)
    rooms[append.room] = room
    return .done
  }

  /// What is known of a room, from memory or from the file.
  private func room(_ name: RoomName) throws(StoreError) -> SQLiteRoom? {
    if let known = rooms[name] { return known }
    var found: SQLiteRoom?
    try database.run("SELECT number, epoch, offset FROM rooms WHERE name = ?", .text(name.text)) { row in
      let position = RoomPosition(epoch: Epoch(rawValue: row.bits(1)), offset: row.bits(2))
      found = SQLiteRoom(number: row.integer(0), position: position)
    }
    return found
  }

  private func create(_ append: RoomAppend) throws(StoreError) -> SQLiteRoom {
    let number = try database.integer(
      "INSERT INTO rooms (name, epoch, offset) VALUES (?, ?, 0) RETURNING number", .text(append.room.text),
      .bits(append.epoch.rawValue))
    return SQLiteRoom(number: number!, position: RoomPosition(epoch: append.epoch, offset: 0))
  }

  /// The room as it is, or emptied where a new epoch begins.
  private func begin(_ append: RoomAppend, in room: SQLiteRoom) throws(StoreError) -> SQLiteRoom {
    guard room.position.epoch != append.epoch else { return room }
    try database.run("DELETE FROM publications WHERE room = ?", .integer(room.number))
    try database.run("DELETE FROM publish_ids WHERE room = ?", .integer(room.number))
    try database.run(
      "UPDATE rooms SET epoch = ? WHERE number = ?", .bits(append.epoch.rawValue), .integer(room.number))
    return SQLiteRoom(number: room.number, position: RoomPosition(epoch: append.epoch, offset: 0))
  }

  private func insert(_ publication: StoredPublication, into room: inout SQLiteRoom) throws(StoreError) {
    try database.run(
      "INSERT INTO publications (room, offset, id, type, timestamp, meta, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
      .integer(room.number), .bits(publication.offset), .optional(publication.id), .text(publication.type),
      .integer(publication.timestamp), .bytes(publication.meta), .bytes(publication.payload))
    room.position.offset = publication.offset
    room.unpruned.count += 1
    room.unpruned.bytes += publication.size
    guard let id = publication.id, limits.rememberedIDs > 0 else { return }
    try database.run(
      "INSERT OR REPLACE INTO publish_ids (room, id, offset) VALUES (?, ?, ?)", .integer(room.number), .text(id),
      .bits(publication.offset))
    room.unpruned.ids += 1
  }

  // MARK: Forgetting

  /// Forgets what the bounds no longer allow, once a quarter of a bound has come since the last time.
  private func prune(_ room: inout SQLiteRoom, at now: Int64) throws(StoreError) {
    let history = limits.history
    if room.unpruned.count > history.count / 4 || room.unpruned.bytes > history.bytes / 4 {
      try prunePublications(of: room, at: now)
      room.unpruned.count = 0
      room.unpruned.bytes = 0
    }
    if room.unpruned.ids > limits.rememberedIDs / 4 {
      try database.run(
        """
        DELETE FROM publish_ids WHERE room = ?1 AND offset <= (
          SELECT offset FROM publish_ids WHERE room = ?1 ORDER BY offset DESC LIMIT 1 OFFSET ?2)
        """, .integer(room.number), .integer(Int64(limits.rememberedIDs)))
      room.unpruned.ids = 0
    }
  }

  private func prunePublications(of room: SQLiteRoom, at now: Int64) throws(StoreError) {
    let offset = room.position.offset
    let count = UInt64(max(0, limits.history.count))
    // The first offset that the count allows, then the first that the bytes allow, then the first that the age allows.
    try database.run(
      """
      DELETE FROM publications WHERE room = ?1 AND offset < max(
        ?2,
        coalesce((
          SELECT offset + 1 FROM (
            SELECT offset, sum(length(payload) + length(meta)) OVER (ORDER BY offset DESC) AS total
            FROM publications WHERE room = ?1)
          WHERE total > ?3 ORDER BY offset DESC LIMIT 1), 0),
        coalesce((
          SELECT offset FROM publications WHERE room = ?1 AND timestamp >= ?4 ORDER BY offset LIMIT 1), ?5))
      """, .integer(room.number), .bits(offset >= count ? offset - count + 1 : 0),
      .integer(Int64(limits.history.bytes)), .integer(now - limits.history.age.milliseconds), .bits(offset + 1))
  }

  /// Forgets publications of all rooms that have become too old, the oldest ten thousand at most.
  func sweepPublications(at now: Int64) throws(StoreError) {
    // Rows are numbered in the order of their coming, so that the old ones stand together at the front.
    try database.run(
      """
      DELETE FROM publications
      WHERE number < coalesce((SELECT number FROM publications WHERE timestamp >= ?1 ORDER BY number LIMIT 1), ?2)
        AND number < (SELECT min(number) FROM publications) + 10000
      """, .integer(now - limits.history.age.milliseconds), .integer(.max))
  }

  // MARK: Reading

  /// Calls `body` with each room, in the order of their first publications.
  public func rooms(at now: Int64, _ body: (StoredRoom) -> Void) throws(StoreError) {
    var stored: [(Int64, StoredRoom)] = []
    try database.run("SELECT number, name, epoch, offset FROM rooms ORDER BY number") { row throws(StoreError) in
      let position = RoomPosition(epoch: Epoch(rawValue: row.bits(2)), offset: row.bits(3))
      stored.append((row.integer(0), StoredRoom(name: try name(row.text(1)), position: position)))
    }
    for (number, room) in stored {
      var room = room
      room.publications = try publications(of: number, in: room.position, at: now)
      room.ids = try ids(of: number)
      body(room)
    }
  }

  private func name(_ text: String) throws(StoreError) -> RoomName {
    do throws(RoomNameError) {
      return try RoomName(text)
    } catch {
      throw .corrupt(file: database.file, detail: "a room is named \(text): \(error)")
    }
  }

  private func publications(
    of number: Int64, in position: RoomPosition, at now: Int64
  ) throws(StoreError) -> [StoredPublication] {
    var latestFirst: [StoredPublication] = []
    var bounds = StoredHistoryBounds(limits.history, at: now)
    try database.run(
      """
      SELECT offset, id, type, timestamp, meta, payload FROM publications
      WHERE room = ? ORDER BY offset DESC LIMIT ?
      """, .integer(number), .integer(Int64(limits.history.count))
    ) { row throws(StoreError) in
      let publication = StoredPublication(
        offset: row.bits(0), id: row.optionalText(1), type: row.text(2), timestamp: row.integer(3),
        meta: row.bytes(4), payload: row.bytes(5))
      guard bounds.admits(publication) else { return }
      guard publication.offset == position.offset - UInt64(latestFirst.count) else {
        throw .corrupt(file: database.file, detail: "offset \(publication.offset) of a room stands out of order")
      }
      latestFirst.append(publication)
    }
    return latestFirst.reversed()
  }

  private func ids(of number: Int64) throws(StoreError) -> [StoredRoom.PublishID] {
    var latestFirst: [StoredRoom.PublishID] = []
    try database.run(
      "SELECT id, offset FROM publish_ids WHERE room = ? ORDER BY offset DESC LIMIT ?", .integer(number),
      .integer(Int64(limits.rememberedIDs))
    ) { row in
      latestFirst.append(StoredRoom.PublishID(id: row.text(0), offset: row.bits(1)))
    }
    return latestFirst.reversed()
  }
}
