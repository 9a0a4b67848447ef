import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Handles `snapshot_request {channel, key?, filters?}`, or with `categories`, a list of rooms.
  mutating func answerSnapshot(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    do {
      var filter = Filter()
      if let filters = view.payload.member("filters", in: bytes), !filters.isNull {
        filter = try Filter(filters, in: bytes, limits: configuration.filters)
      }
      let gathering = try gathering(view, bytes, from: slot)
      guard allows(gathering) else { return refuseUngranted(view, bytes, from: slot, at: now, into: &output) }
      gather(gathering, filter, at: now, into: &output)
    } catch let error as FilterError {
      charge(slot, RequestCost.refusedFilter, at: now)
      refuse(.invalidFilters, "\(error)", view, bytes, from: slot, at: now, into: &output)
    } catch {
      refuse(.invalidPayload, "\(error)", view, bytes, from: slot, at: now, into: &output)
    }
  }

  /// Handles `state_sync {channel, epoch, offset, checksum, key?}`: whether the client's state is the room's.
  mutating func answerStateSync(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    do {
      var gathering = try gathering(view, bytes, from: slot)
      guard allows(gathering) else { return refuseUngranted(view, bytes, from: slot, at: now, into: &output) }
      let since = try SubscribeSince(view.payload, in: bytes)
      guard let checksum = view.payload.member("checksum", in: bytes)?.string(in: bytes) else {
        throw EnvelopeError.Reason.missing(key: "checksum")
      }
      gathering.claim = SnapshotGathering.Claim(
        position: RecoveryPoint(epoch: Epoch(since.epoch), offset: since.offset), checksum: checksum)
      gather(gathering, Filter(), at: now, into: &output)
    } catch {
      refuse(.invalidPayload, "\(error)", view, bytes, from: slot, at: now, into: &output)
    }
  }

  private func allows(_ gathering: SnapshotGathering) -> Bool {
    gathering.parts.allSatisfy { allows(gathering.slot, room: $0.channel) }
  }

  private func gathering(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32
  ) throws(EnvelopeError.Reason) -> SnapshotGathering {
    let payload = view.payload
    var key = configuration.stateKey.names.joined(separator: ".")
    if let path = payload.member("key", in: bytes), !path.isNull {
      guard let text = path.string(in: bytes), (1...256).contains(text.utf8.count) else {
        throw .mistyped(key: "key", expected: "a path of 1 to 256 bytes")
      }
      key = text
    }
    let list = payload.member("categories", in: bytes).flatMap { $0.isNull ? nil : $0 }
    var channels: [String]?
    if let list { channels = try Self.categories(list, in: bytes) }
    var parts = channels ?? []
    if list == nil { parts = [try Self.channel(of: payload, in: bytes)] }
    return SnapshotGathering(
      slot: slot, generation: connections[Int(slot)]!.generation, correlationId: [UInt8](bytes, in: view.idRange),
      key: key, parts: parts.map { SnapshotGathering.Part(channel: $0) }, isList: channels != nil,
      missing: parts.count)
  }

  private static func categories(_ list: JSONSlice, in bytes: RawSpan) throws(EnvelopeError.Reason) -> [String] {
    var names: [String] = []
    var elements = JSONElements(of: list)
    while let element = elements.next(in: bytes), names.count <= SnapshotGathering.limit {
      guard let name = element.string(in: bytes) else { break }
      names.append(name)
    }
    guard list.kind == .array, (1...SnapshotGathering.limit).contains(names.count), elements.next(in: bytes) == nil
    else { throw .mistyped(key: "categories", expected: "a list of 1 to \(SnapshotGathering.limit) rooms") }
    return names
  }

  /// The room that a request names.
  static func channel(of payload: JSONSlice, in bytes: RawSpan) throws(EnvelopeError.Reason) -> String {
    for key in NameAliases.keys.all(for: "channel") {
      guard let value = payload.member(key, in: bytes), !value.isNull else { continue }
      guard let name = value.string(in: bytes) else { throw .mistyped(key: key, expected: "a name") }
      return name
    }
    throw .missing(key: "channel")
  }

  /// Asks the homes of all rooms, and answers where that is all this loop.
  private mutating func gather(
    _ gathering: SnapshotGathering, _ filter: Filter, at now: Moment, into output: inout HubOutput
  ) {
    tickets += 1
    let number = tickets
    gatherings[number] = gathering
    let key = JSONPath(gathering.key)
    let cost = RequestCost.looking(
      atStates: gathering.parts.count, areNew: key != configuration.stateKey, with: filter)
    charge(gathering.slot, cost, at: now)
    let purpose = PeerJoin.Purpose.snapshot(key: key, filter: filter)
    for (index, part) in gathering.parts.enumerated() {
      guard let name = try? RoomName(part.channel) else {
        note(nil, number, index, at: now, into: &output)
        continue
      }
      let home = Self.home(of: name, loops: loops)
      if home == loop {
        note(snapshot(of: name, key, filter), number, index, at: now, into: &output)
      } else {
        questions[ask(name, purpose, home: home, into: &output)] = .snapshot(number, index)
      }
    }
  }

  /// What a room whose home this is amounts to, and `nil` where there is no such room.
  mutating func snapshot(of name: RoomName, _ key: JSONPath, _ filter: Filter) -> RoomSnapshot? {
    guard configuration.state.keys > 0, let number = roomNumbers[name], let log = roomTable[number].log else {
      return nil
    }
    if let state = roomTable[number].states.first(where: { $0.key == key }) { return state.snapshot(filter) }
    // The first is the usual one, which stays.
    if roomTable[number].states.count > configuration.stateKeysPerRoom { roomTable[number].states.remove(at: 1) }
    let state = RoomState(key: key, of: log, limits: configuration.state)
    roomTable[number].states.append(state)
    keepWithinBudget(number, costing: roomTable[number].cost)
    return state.snapshot(filter)
  }

  /// Takes a home's answer, and answers the client when it was the last.
  mutating func note(
    _ snapshot: RoomSnapshot?, _ number: UInt64, _ index: Int, at now: Moment, into output: inout HubOutput
  ) {
    guard gatherings[number] != nil else { return }
    gatherings[number]!.parts[index].snapshot = snapshot
    gatherings[number]!.missing -= 1
    guard gatherings[number]!.missing == 0, let gathering = gatherings.removeValue(forKey: number) else { return }
    guard connection(gathering.slot)?.generation == gathering.generation else { return }
    gathering.correlationId.withBytes { answer(gathering, $0, at: now, into: &output) }
  }

  private mutating func answer(
    _ gathering: SnapshotGathering, _ id: RawSpan, at now: Moment, into output: inout HubOutput
  ) {
    let first = gathering.parts[0]
    guard gathering.isList || first.snapshot != nil else {
      let text = "there is no room \(first.channel)"
      reply(.error, to: gathering.slot, id, error: text, at: now, into: &output) { $0.error(.unknownRoom, text) }
      return count(.unknownRoom)
    }
    // An answer that the backlog does not hold would close the connection.
    let limit = configuration.backlogLimit / 2
    let type: MessageType = gathering.claim == nil ? .snapshotResponse : .stateSync
    reply(type, to: gathering.slot, id, at: now, into: &output) { json in
      json.beginObject()
      if gathering.isList {
        json.name("categories")
        json.beginArray()
        var bytes = 0
        for part in gathering.parts {
          let isTooMuch = bytes > 0 && bytes + part.bytes > limit
          if !isTooMuch { bytes += part.bytes }
          json.beginObject()
          part.write(gathering, isTooMuch: isTooMuch && gathering.claim == nil, to: &json)
          json.endObject()
        }
        json.endArray()
      } else {
        first.write(gathering, to: &json)
      }
      json.endObject()
    }
  }
}

extension SnapshotGathering.Part {
  /// The bytes of the publications, about as many as those of the answer.
  fileprivate var bytes: Int { snapshot?.publications.reduce(0) { $0 + $1.message.count } ?? 0 }

  /// Writes the members of one room.
  fileprivate func write(_ gathering: SnapshotGathering, isTooMuch: Bool = false, to json: inout JSONWriter) {
    json.member("channel", channel)
    guard !isTooMuch else { return json.member("error", "the answer is too large: ask for this room alone") }
    guard let snapshot else { return json.member("error", "there is no room \(channel)") }
    json.member("epoch", snapshot.position.epoch.description)
    json.member("offset", snapshot.position.offset)
    json.member("key", gathering.key)
    json.member("count", snapshot.publications.count)
    json.member("complete", snapshot.isComplete)
    json.member("checksum", snapshot.checksum.description)
    if let claim = gathering.claim {
      json.name("inSync")
      if let isInSync = claim.isMet(by: snapshot) { json.boolean(isInSync) } else { json.null() }
    } else {
      json.name("items")
      json.beginArray()
      for publication in snapshot.publications { publication.withPayload { json.raw($0) } }
      json.endArray()
      json.name("offsets")
      json.beginArray()
      for publication in snapshot.publications { json.number(publication.offset) }
      json.endArray()
    }
  }
}

extension SnapshotGathering.Claim {
  /// Whether the client has the room's state, and `nil` where that cannot be known because it is behind.
  fileprivate func isMet(by snapshot: RoomSnapshot) -> Bool? {
    guard position.epoch == snapshot.position.epoch, position.offset <= snapshot.position.offset else { return false }
    guard position.offset == snapshot.position.offset else { return nil }
    return checksum == snapshot.checksum.description
  }
}
