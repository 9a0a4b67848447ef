import TautRooms

/// One room of a ``MemoryEngine``.
struct MemoryRoom {
  private(set) var position: RoomPosition
  private var publications: [StoredPublication] = []
  private var ids: [StoredRoom.PublishID] = []

  init(epoch: Epoch) {
    position = RoomPosition(epoch: epoch, offset: 0)
  }

  mutating func append(_ added: [StoredPublication], _ limits: StoreLimits) {
    publications += added
    position.offset = added.last!.offset
    for case (let id?, let offset) in added.map({ ($0.id, $0.offset) }) {
      ids.removeAll { $0.id == id }
      ids.append(StoredRoom.PublishID(id: id, offset: offset))
    }
    ids.removeFirst(max(0, ids.count - limits.rememberedIDs))
    // Twice the count, so that each publication is moved once at most.
    if publications.count > 2 * limits.history.count {
      publications = held(limits.history, at: added.last!.timestamp)
    }
  }

  func room(_ name: RoomName, _ limits: HistoryLimits, at now: Int64) -> StoredRoom {
    StoredRoom(name: name, position: position, publications: held(limits, at: now), ids: ids)
  }

  private func held(_ limits: HistoryLimits, at now: Int64) -> [StoredPublication] {
    var bounds = StoredHistoryBounds(limits, at: now)
    return publications.reversed().prefix { bounds.admits($0) }.reversed()
  }
}
