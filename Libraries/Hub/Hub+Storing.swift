public import TautRooms

// Stored first, delivered then. An offset that a subscriber has seen must never come back with another publication, not
// even after a crash; so what was not stored was not seen either, and its offset is free again.
extension Hub {
  /// The most publications in one batch: what a disk takes in some milliseconds.
  static let largestBatch = 4_096

  /// Gives a publish its place, and keeps it back until it is stored.
  mutating func keepBack(
    _ request: PublishRequest, in number: Int32, for publisher: Publisher, at now: Moment
  ) throws(PublishError) {
    if let serial = request.id.flatMap({ roomTable[number].unstoredIDs[$0] }) {
      counters.publicationsRepeated += 1
      return unstored.join(serial, publisher)
    }
    try checkBacklog(adding: request)
    var position = roomTable[number].log!.position
    position.offset += UInt64(roomTable[number].unstored + 1)
    let stored = StoredPublication(
      offset: position.offset, id: request.id, type: request.type, timestamp: now.milliseconds, meta: request.meta,
      payload: request.payload)
    let serial = unstored.append(
      UnstoredPublications.Entry(
        publication: request.publication(at: position, now), stored: stored, room: number, publishers: [publisher]))
    roomTable[number].unstored += 1
    if let id = request.id { roomTable[number].unstoredIDs[id] = serial }
  }

  private func checkBacklog(adding request: PublishRequest) throws(PublishError) {
    let (count, bytes) = (configuration.unstoredPublications, configuration.unstoredBytes)
    guard unstored.count < count else { throw .storeBusy(limit: "\(count) publications") }
    guard unstored.count == 0 || unstored.bytes + request.payload.count <= bytes else {
      throw .storeBusy(limit: "\(bytes) bytes")
    }
  }

  /// Asks for the publications that wait to be stored, unless the answer to a batch is still to come.
  ///
  /// Call it at the end of a turn, so that all publishes of the turn share a batch. The request is a
  /// ``HubAction/store(_:)``.
  public mutating func requestStoring(into output: inout HubOutput) {
    guard unstored.isReady else { return }
    var numbers: [Int32] = []
    var batch: [Int32: [StoredPublication]] = [:]
    for entry in unstored.begin(limit: Self.largestBatch) {
      if batch[entry.room] == nil { numbers.append(entry.room) }
      batch[entry.room, default: []].append(entry.stored)
    }
    output.actions.append(
      .store(
        numbers.map { number in
          RoomAppend(
            room: roomTable[number].name, epoch: roomTable[number].log!.position.epoch, publications: batch[number]!)
        }))
  }

  /// Records that the last ``HubAction/store(_:)`` is durable: delivers its publications and answers their publishers.
  public mutating func stored(at now: Moment, into output: inout HubOutput) {
    for entry in unstored.takeStored() {
      release(entry)
      deliver(entry.publication, in: entry.room, at: now, into: &output)
      let place = entry.publication
      let receipt = PublishReceipt(room: place.room, epoch: place.epoch, offset: place.offset)
      for publisher in entry.publishers { answer(publisher, receipt, at: now, into: &output) }
    }
    closeOverfull(at: now, into: &output)
  }

  /// Records that nothing of the last ``HubAction/store(_:)`` was stored, for a reason.
  ///
  /// All that waits fails with it, because its places follow those that are free again.
  public mutating func notStored(reason: String, at now: Moment, into output: inout HubOutput) {
    for entry in unstored.takeAll() {
      release(entry)
      counters.publicationsNotStored += 1
      for publisher in entry.publishers { answer(publisher, .notStored(reason: reason), at: now, into: &output) }
    }
  }

  private mutating func release(_ entry: UnstoredPublications.Entry) {
    roomTable[entry.room].unstored -= 1
    if let id = entry.publication.id { roomTable[entry.room].unstoredIDs[id] = nil }
  }

  // MARK: After a restart

  /// Takes in a room as it was stored; before anything else happens, and on every loop.
  ///
  /// The room's home goes on with its numbering and remembers what it did; the other loops learn that it exists.
  public mutating func restore(_ room: StoredRoom, at now: Moment) {
    directory.insert(room.name)
    guard Self.home(of: room.name, loops: loops) == loop else { return }
    var log = RoomLog(
      at: room.position, ids: room.ids, limits: configuration.history, rememberedIDs: configuration.rememberedIDs)
    for stored in room.publications {
      // A clock that was set back makes nothing older than it is.
      let age = Duration.milliseconds(max(0, now.milliseconds - stored.timestamp))
      let then = Moment(instant: now.instant - age, milliseconds: stored.timestamp)
      log.restore(stored.publication(in: room.name, room.position.epoch, then), from: then.instant)
    }
    log.expire(at: now.instant)
    let number = roomNumbers[room.name] ?? makeHomeRoom(room.name)
    roomTable[number].log = log
    if configuration.state.keys > 0 {
      roomTable[number].states = [RoomState(key: configuration.stateKey, of: log, limits: configuration.state)]
    }
    keepWithinBudget(number, costing: roomTable[number].cost)
  }
}

extension StoredPublication {
  /// The publication as it was, encoded anew.
  fileprivate func publication(in room: RoomName, _ epoch: Epoch, _ then: Moment) -> Publication {
    var request = PublishRequest(room: room, type: type, payload: payload, id: id)
    request.meta = meta
    return request.publication(at: RoomPosition(epoch: epoch, offset: offset), then)
  }
}
