import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Subscribes a connection to all rooms that a pattern covers, now and when they come into being.
  ///
  /// Each room is a subscription of its own, which the room's home answers; `subscription_room` announces it.
  mutating func subscribe(
    _ order: SubscriptionOrder, to pattern: RoomPattern, _ id: RawSpan?, from slot: UInt32, at now: Moment,
    into output: inout HubOutput
  ) throws(SubscriptionRefusal) {
    if let number = self.pattern(of: slot, pattern, order.filter) {
      charge(slot, RequestCost.covering(patterns[number].children.count, order.filter), at: now)
      for child in patterns[number].numbers { take(order, for: child, at: now, into: &output) }
      patterns[number].order = order
      return confirm(pattern: number, id, at: now, into: &output)
    }
    let rooms = try roomsToCover(by: pattern, for: slot)
    charge(slot, RequestCost.covering(rooms.count, order.filter), at: now)
    connections[Int(slot)]!.subscriptionsEver += 1
    let serial = connections[Int(slot)]!.subscriptionsEver
    let number = patterns.insert(HubPattern(slot: slot, serial: serial, pattern: pattern, order: order))
    patternIndex.insert(UInt32(number), pattern)
    patternsOf[slot, default: []].append(number)
    confirm(pattern: number, id, rooms, at: now, into: &output)
    for room in rooms { cover(room, by: number, since: order.sinceRooms[room], at: now, into: &output) }
    patterns[number].order.sinceRooms = [:]
  }

  private func roomsToCover(by pattern: RoomPattern, for slot: UInt32) throws(SubscriptionRefusal) -> [RoomName] {
    let limit = configuration.patternsPerConnection
    guard patternsOf[slot]?.count ?? 0 < limit else {
      throw SubscriptionRefusal(
        .tooManySubscriptions, "the limit of \(limit) wildcard subscriptions is reached", channel: pattern.text)
    }
    let roomLimit = configuration.roomsPerPattern
    let rooms = directory.rooms(coveredBy: pattern, limit: roomLimit + 1)
    guard rooms.count <= roomLimit else {
      throw SubscriptionRefusal(
        .tooManySubscriptions, "the pattern covers more than the limit of \(roomLimit) rooms", channel: pattern.text)
    }
    return rooms
  }

  /// The wildcard subscription of a connection that has this pattern and filter.
  private func pattern(of slot: UInt32, _ pattern: RoomPattern, _ filter: Filter) -> Int32? {
    patternsOf[slot]?.first { patterns[$0].pattern == pattern && patterns[$0].order.filter == filter }
  }

  private mutating func confirm(
    pattern number: Int32, _ id: RawSpan?, _ rooms: [RoomName]? = nil, at now: Moment, into output: inout HubOutput
  ) {
    guard let id else { return }
    let pattern = patterns[number]
    let rooms = rooms ?? pattern.children.keys.map { roomTable[$0].name }.sorted()
    reply(.subscriptionConfirmed, to: pattern.slot, id, at: now, into: &output) { json in
      json.beginObject()
      json.member("channel", pattern.pattern.text)
      json.member("subscription", pattern.name)
      json.member("rooms", rooms.map(\.text))
      json.endObject()
    }
  }

  /// Lets the patterns that cover a new room cover it from its first publication on.
  mutating func cover(newRoom room: RoomName, at now: Moment, into output: inout HubOutput) {
    for number in patternIndex.numbers(covering: room) {
      let beginning = RecoveryPoint(epoch: nil, offset: 0)
      cover(room, by: Int32(number), since: beginning, isNew: true, at: now, into: &output)
    }
  }

  private mutating func cover(
    _ room: RoomName, by number: Int32, since: RecoveryPoint?, isNew: Bool = false, at now: Moment,
    into output: inout HubOutput
  ) {
    var order = patterns[number].order
    order.room = room
    order.since = since
    order.isNewRoom = isNew
    do {
      try checkLimits(of: patterns[number], for: order)
      try begin(order, nil, from: patterns[number].slot, under: number, at: now, into: &output)
    } catch {
      tellFull(number, error, at: now, into: &output)
    }
  }

  private func checkLimits(of pattern: HubPattern, for order: SubscriptionOrder) throws(SubscriptionRefusal) {
    let limit = configuration.roomsPerPattern
    guard pattern.children.count < limit else {
      throw SubscriptionRefusal(.tooManySubscriptions, "the pattern covers more than the limit of \(limit) rooms")
    }
    try checkFilter(of: pattern.slot, for: order)
  }

  /// Tells a client once that there are rooms that its pattern cannot cover.
  private mutating func tellFull(
    _ number: Int32, _ refusal: SubscriptionRefusal, at now: Moment, into output: inout HubOutput
  ) {
    guard !patterns[number].isFull else { return }
    patterns[number].isFull = true
    var refusal = refusal
    refusal.channel = patterns[number].pattern.text
    let noID: [UInt8] = []
    noID.withBytes { refuse(refusal, $0, from: patterns[number].slot, at: now, into: &output) }
  }

  /// Announces a room of a wildcard subscription, before what is replayed from it.
  mutating func announce(
    _ number: Int32, _ recovery: RoomRecovery, at now: Moment, into output: inout HubOutput
  ) {
    let subscription = subscriptions[number]
    guard let parent = subscription.parent else { return }
    let pattern = patterns[parent].pattern.text
    let room = roomTable[subscription.room].name.text
    reply("subscription_room", to: subscription.slot, nil, at: now, into: &output) { json in
      json.beginObject()
      json.member("pattern", pattern)
      json.member("channel", room)
      json.member("subscription", subscription.name)
      json.member("epoch", recovery.position.epoch.description)
      json.member("offset", recovery.position.offset)
      json.member("recovered", subscription.since != nil && recovery.gap == nil)
      if let gap = recovery.gap { json.member("gap", gap) }
      json.endObject()
    }
  }
}

// MARK: - Ending

extension Hub {
  /// The wildcard subscriptions that an `unsubscribe` means.
  func patternsMeant(by order: SubscriptionOrder, _ pattern: RoomPattern, of slot: UInt32) -> [Int32] {
    if let exact = self.pattern(of: slot, pattern, order.filter) { return [exact] }
    guard !order.namesFilters else { return [] }
    return patternsOf[slot]?.filter { patterns[$0].pattern == pattern } ?? []
  }

  /// Ends wildcard subscriptions, and returns their names.
  mutating func end(patterns ending: [Int32], at now: Moment, into output: inout HubOutput) -> [String] {
    ending.map { number in
      for child in patterns[number].numbers { tellLeftOut(child, at: now, into: &output) }
      let pattern = patterns[number]
      removePattern(number, at: now, into: &output)
      patternsOf[pattern.slot]?.removeAll { $0 == number }
      if patternsOf[pattern.slot]?.isEmpty == true { patternsOf[pattern.slot] = nil }
      return pattern.name
    }
  }

  /// Forgets a wildcard subscription; who asks takes it out of ``patternsOf``.
  mutating func removePattern(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let pattern = patterns.remove(number)
    patternIndex.remove(UInt32(number), pattern.pattern)
    for child in pattern.numbers { removeSubscription(child, at: now, into: &output) }
  }

  /// The subscriptions of a connection to a room, those by its patterns among them.
  func subscriptions(of slot: UInt32, to room: Int32) -> [Int32] {
    let own = connections[Int(slot)]!.subscriptions.filter { subscriptions[$0].room == room }
    guard let numbers = patternsOf[slot] else { return own }
    return own + numbers.compactMap { patterns[$0].children[room] }
  }
}
