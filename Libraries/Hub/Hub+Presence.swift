import TautBytes
import TautEnvelope
import TautJSON
public import TautRooms

extension Hub {
  /// Tells who is in a room; the answer comes as ``HubAction/presence(_:_:)``.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - limit: The most members that are listed.
  ///   - token: What the caller recognises the answer by.
  ///   - now: The present.
  ///   - output: What to do is added here.
  public mutating func presence(
    of room: RoomName, limit: Int, token: ReplyToken, at now: Moment, into output: inout HubOutput
  ) {
    askForPresence(of: room, limit: limit, .server(token), at: now, into: &output)
  }

  /// Handles `presence {channel}`.
  mutating func answerPresence(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    do {
      let channel = try Self.channel(of: view.payload, in: bytes)
      guard allows(slot, room: channel) else { return refuseUngranted(view, bytes, from: slot, at: now, into: &output) }
      let asker = PresenceAsker.client(
        slot, generation: connections[Int(slot)]!.generation, channel: channel,
        correlationId: [UInt8](bytes, in: view.idRange))
      guard let room = try? RoomName(channel) else { return answer(asker, nil, at: now, into: &output) }
      askForPresence(of: room, limit: PresenceAsker.listed, asker, at: now, into: &output)
    } catch {
      refuse(.invalidPayload, "\(error)", view, bytes, from: slot, at: now, into: &output)
    }
  }

  private mutating func askForPresence(
    of room: RoomName, limit: Int, _ asker: PresenceAsker, at now: Moment, into output: inout HubOutput
  ) {
    let home = Self.home(of: room, loops: loops)
    if home == loop {
      answer(asker, presenceStatus(of: room, limit: limit), at: now, into: &output)
    } else {
      questions[ask(room, .presence(limit: limit), home: home, into: &output)] = .presence(asker)
    }
  }

  /// Who is in a room whose home this is, and `nil` where there is no such room.
  func presenceStatus(of room: RoomName, limit: Int) -> RoomPresenceStatus? {
    guard let number = roomNumbers[room], roomTable[number].log != nil else { return nil }
    let presence = roomTable[number].presence ?? RoomPresence()
    let members = presence.members(limit: limit)
    return RoomPresenceStatus(
      room: room, count: presence.count, connections: presence.connectionCount, members: members,
      isTruncated: presence.isTruncated || members.count < presence.count)
  }

  /// Hands the home's answer to whoever asked.
  mutating func answer(
    _ asker: PresenceAsker, _ status: RoomPresenceStatus?, at now: Moment, into output: inout HubOutput
  ) {
    switch asker {
    case .server(let token): output.actions.append(.presence(token, status))
    case .client(let slot, let generation, let channel, let id):
      guard connection(slot)?.generation == generation else { return }
      id.withBytes { answer(slot, channel, $0, status, at: now, into: &output) }
    }
  }

  private mutating func answer(
    _ slot: UInt32, _ channel: String, _ id: RawSpan, _ status: RoomPresenceStatus?, at now: Moment,
    into output: inout HubOutput
  ) {
    guard let status else {
      let text = "there is no room \(channel)"
      reply(.error, to: slot, id, error: text, at: now, into: &output) { $0.error(.unknownRoom, text) }
      return count(.unknownRoom)
    }
    reply("presence", to: slot, id, at: now, into: &output) { json in
      json.beginObject()
      status.write(to: &json)
      json.endObject()
    }
  }
}

// MARK: - Coming and going

extension Hub {
  /// Counts a subscription that has become live: its connection is in the room with its first.
  mutating func enter(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let subscription = subscriptions[number]
    let room = subscription.room
    if configuration.presenceMembers > 0 {
      roomTable[room].presentSlots[subscription.slot, default: 0] += 1
      if roomTable[room].presentSlots[subscription.slot] == 1 {
        let member = member(subscription.slot)
        note(member, roomTable[room].present.join(member), in: room, at: now, into: &output)
      }
    }
    // Afterwards, so that who watches is among those that it is told.
    if subscription.wantsPresence { watch(number, at: now, into: &output) }
  }

  /// Counts a live subscription that ends.
  mutating func leave(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let subscription = subscriptions[number]
    if subscription.wantsPresence { unwatch(number, at: now, into: &output) }
    let room = subscription.room
    guard let count = roomTable[room].presentSlots[subscription.slot] else { return }
    roomTable[room].presentSlots[subscription.slot] = count > 1 ? count - 1 : nil
    guard count == 1 else { return }
    let member = member(subscription.slot)
    note(member, roomTable[room].present.leave(member), in: room, at: now, into: &output)
  }

  private func member(_ slot: UInt32) -> PresenceMember {
    let connection = connections[Int(slot)]!
    return connection.client?.user.map { .user($0) } ?? .client(id(of: connection))
  }

  /// Tells the home how many connections of a member this loop has in a room.
  private mutating func note(
    _ member: PresenceMember, _ count: Int, in number: Int32, at now: Moment, into output: inout HubOutput
  ) {
    if roomTable[number].log != nil {
      update(member, count, from: loop, in: number, at: now, into: &output)
    } else {
      output.actions.append(
        .post(.presence(roomTable[number].name, member, connections: count), to: roomTable[number].home))
    }
  }

  /// Takes a loop's count at the home.
  mutating func update(
    _ member: PresenceMember, _ count: Int, from peer: Int, in number: Int32, at now: Moment,
    into output: inout HubOutput
  ) {
    var presence = roomTable[number].presence.take() ?? RoomPresence(limit: configuration.presenceMembers)
    let event = presence.update(member, on: UInt32(peer), connections: count, at: now.instant)
    // An empty room keeps nothing.
    roomTable[number].presence = presence.count > 0 ? presence : nil
    guard let event, !roomTable[number].presenceListeners.isEmpty else { return }
    if roomTable[number].presenceChanges == nil {
      roomTable[number].presenceChanges = PresenceChanges(limit: PresenceAsker.listed)
      schedule(.presence(number), at: now.instant + configuration.presenceInterval, into: &output)
    }
    roomTable[number].presenceChanges!.note(event)
  }
}

// MARK: - Being told

extension Hub {
  /// Lets a subscription hear who comes and goes, and tells it who is there.
  mutating func watch(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let subscription = subscriptions[number]
    let room = subscription.room
    roomTable[room].watchers.insert(number)
    if roomTable[room].watchers.count == 1 { tellHome(isWatching: true, room, into: &output) }
    let asker = PresenceAsker.client(
      subscription.slot, generation: connections[Int(subscription.slot)]!.generation,
      channel: roomTable[room].name.text, correlationId: [])
    askForPresence(of: roomTable[room].name, limit: PresenceAsker.listed, asker, at: now, into: &output)
  }

  /// Lets a subscription no longer hear who comes and goes.
  mutating func unwatch(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let room = subscriptions[number].room
    roomTable[room].watchers.remove(number)
    if roomTable[room].watchers.isEmpty { tellHome(isWatching: false, room, into: &output) }
  }

  private mutating func tellHome(isWatching: Bool, _ number: Int32, into output: inout HubOutput) {
    if roomTable[number].log != nil {
      setPresenceListener(loop, isWatching, in: number)
    } else {
      output.actions.append(.post(.watchPresence(roomTable[number].name, isWatching), to: roomTable[number].home))
    }
  }

  /// Remembers at the home whether a loop wants to hear who comes and goes.
  mutating func setPresenceListener(_ peer: Int, _ isWatching: Bool, in number: Int32) {
    roomTable[number].presenceListeners.removeAll { $0 == peer }
    if isWatching { roomTable[number].presenceListeners.append(peer) }
  }

  /// Tells all loops that want to hear it who has come and gone in a room whose home this is.
  mutating func flushPresence(of number: Int32, at now: Moment, into output: inout HubOutput) {
    guard let changes = roomTable[number].presenceChanges.take(), !changes.isEmpty else { return }
    let count = roomTable[number].presence?.count ?? 0
    for listener in roomTable[number].presenceListeners {
      if listener == loop {
        tell(changes, count, in: number, at: now, into: &output)
      } else {
        output.actions.append(.post(.presenceChanged(roomTable[number].name, changes, count: count), to: listener))
      }
    }
  }

  /// Tells this loop's subscribers who has come and gone.
  mutating func tell(
    _ changes: PresenceChanges, _ count: Int, in number: Int32, at now: Moment, into output: inout HubOutput
  ) {
    let slots = Set(roomTable[number].watchers.map { subscriptions[$0].slot }).sorted()
    let channel = roomTable[number].name.text
    for dialect in Dialect.allCases {
      let recipients = slots.filter { marks[Int($0)].dialect == dialect }
      guard !recipients.isEmpty else { continue }
      broadcast("presence_update", as: dialect, to: recipients, at: now, into: &output) { json in
        json.beginObject()
        json.member("channel", channel)
        json.member("joined", changes.joined)
        json.member("left", changes.left)
        json.member("count", count)
        json.member("truncated", changes.isTruncated)
        json.endObject()
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ members: [PresenceMember]) {
    self.name(name)
    beginArray()
    for member in members {
      beginObject()
      write(member)
      endObject()
    }
    endArray()
  }

  /// Writes the member of an object that says who it is.
  mutating func write(_ member: PresenceMember) {
    switch member {
    case .user(let id): self.member("user", id)
    case .client(let id): self.member("client_id", id)
    }
  }
}
