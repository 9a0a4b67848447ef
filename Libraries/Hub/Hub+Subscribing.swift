import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Handles `subscribe`: the answer comes at once where this loop is the room's home or the subscription exists.
  mutating func subscribe(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    subscribe(view.payload, bytes, bytes.extracting(view.idRange), from: slot, at: now, into: &output)
  }

  /// Subscribes a connection as its route says, without being asked by the client.
  ///
  /// - Parameters:
  ///   - slot: The connection. A slot that is not open is ignored.
  ///   - request: What to subscribe to, as the payload of a `subscribe`: JSON.
  ///   - isTold: Whether the client gets a `subscription_confirmed`; it is told of a refusal in any case.
  ///   - now: The present.
  ///   - output: What to do is added here.
  public mutating func subscribe(
    _ slot: UInt32, to request: RawSpan, isTold: Bool, at now: Moment, into output: inout HubOutput
  ) {
    guard isOpen(slot) else { return }
    do throws(JSONError) {
      let payload = try JSONScanner().scan(request)
      let noID = request.extracting(0..<0)
      subscribe(payload, request, isTold ? noID : nil, from: slot, at: now, into: &output)
    } catch {
      preconditionFailure("a route's subscription is not JSON: \(error)")
    }
    closeOverfull(at: now, into: &output)
  }

  /// Subscribes a connection; without an id nobody is told that it worked.
  private mutating func subscribe(
    _ payload: JSONSlice, _ bytes: RawSpan, _ id: RawSpan?, from slot: UInt32, at now: Moment,
    into output: inout HubOutput
  ) {
    do throws(SubscriptionRefusal) {
      let order = try SubscriptionOrder(payload, in: bytes, limits: configuration)
      charge(slot, RequestCost.keeping(order.filter), at: now)
      let channel = order.pattern?.text ?? order.room.text
      guard allows(slot, room: channel) else { throw SubscriptionRefusal(ungranted: channel) }
      if let pattern = order.pattern {
        try subscribe(order, to: pattern, id, from: slot, at: now, into: &output)
      } else if let number = subscription(of: slot, to: order.room, order.filter) {
        repeatSubscription(number, order, id, at: now, into: &output)
      } else {
        try checkLimits(of: slot, for: order)
        try begin(order, id, from: slot, at: now, into: &output)
      }
    } catch {
      if error.code == .invalidFilters { charge(slot, RequestCost.refusedFilter, at: now) }
      refuse(error, id, from: slot, at: now, into: &output)
    }
  }

  /// The subscription of a connection that has this room and filter.
  func subscription(of slot: UInt32, to room: RoomName, _ filter: Filter) -> Int32? {
    guard let room = roomNumbers[room] else { return nil }
    return connections[Int(slot)]!.subscriptions.first {
      subscriptions[$0].room == room && subscriptions[$0].filter == filter
    }
  }

  private func checkLimits(of slot: UInt32, for order: SubscriptionOrder) throws(SubscriptionRefusal) {
    let connection = connections[Int(slot)]!
    let limit = configuration.subscriptionsPerConnection
    guard connection.subscriptions.count < limit else {
      throw SubscriptionRefusal(
        .tooManySubscriptions, "the limit of \(limit) subscriptions is reached", channel: order.room.text)
    }
    try checkFilter(of: slot, for: order)
  }

  /// Checks what the filter of one more subscription costs the connection and the room.
  func checkFilter(of slot: UInt32, for order: SubscriptionOrder) throws(SubscriptionRefusal) {
    try checkCapacity(for: order)
    let weight = connections[Int(slot)]!.filterWeight + order.filter.cost
    let weightLimit = configuration.filterValuesPerConnection
    guard weight <= weightLimit else {
      throw SubscriptionRefusal(
        .tooManySubscriptions, "the filters would have \(weight) values and the limit is \(weightLimit)",
        channel: order.room.text)
    }
    guard order.filter.isUnindexed, let room = roomNumbers[order.room] else { return }
    let unindexedLimit = configuration.unindexedFiltersPerRoom
    guard roomTable[room].contains(order.filter) || roomTable[room].unindexedCount < unindexedLimit else {
      throw SubscriptionRefusal(
        .invalidFilters,
        "the room has \(unindexedLimit) filters that only say what must not be, which is the limit: add what must be",
        channel: order.room.text)
    }
  }

  /// Subscribes a connection to one room, be it for a wildcard subscription.
  mutating func begin(
    _ order: SubscriptionOrder, _ id: RawSpan?, from slot: UInt32, under parent: Int32? = nil, at now: Moment,
    into output: inout HubOutput
  ) throws(SubscriptionRefusal) {
    let home = Self.home(of: order.room, loops: loops)
    guard home == loop else {
      let number = addSubscription(
        order, id, slot, remoteRoom(order.room, home: home), under: parent, ticket: tickets + 1)
      questions[ask(order.room, .subscribe(since: order.since), home: home, into: &output)] = .subscribe(number)
      return
    }
    guard let room = roomNumbers[order.room], let recovery = answer(.subscribe(since: order.since), in: room, at: now)
    else { throw SubscriptionRefusal(.unknownRoom, "there is no room \(order.room)", channel: order.room.text) }
    let number = addSubscription(order, id, slot, room, under: parent, ticket: 0)
    complete(number, recovery, at: now, into: &output)
  }

  private mutating func noteReturn(of slot: UInt32) {
    guard !connections[Int(slot)]!.isReturning else { return }
    connections[Int(slot)]!.isReturning = true
    counters.reconnects += 1
  }

  private mutating func addSubscription(
    _ order: SubscriptionOrder, _ id: RawSpan?, _ slot: UInt32, _ room: Int32, under parent: Int32?,
    ticket: UInt64
  ) -> Int32 {
    if parent == nil { connections[Int(slot)]!.subscriptionsEver += 1 }
    if order.since != nil { noteReturn(of: slot) }
    connections[Int(slot)]!.filterWeight += order.filter.cost
    capacityUsed += order.filter.capacity
    roomTable[room].pending += 1
    if order.filter.isUnindexed { roomTable[room].pendingUnindexed += 1 }
    var waiting: [[UInt8]] = []
    if let id { waiting.append([UInt8](id)) }
    let number = subscriptions.insert(
      HubSubscription(
        slot: slot, room: room, serial: parent.map { patterns[$0].serial } ?? connections[Int(slot)]!.subscriptionsEver,
        filter: order.filter,
        policy: order.policy, delivery: order.delivery, wantsPresence: order.wantsPresence, parent: parent,
        isNewRoom: order.isNewRoom, since: order.since,
        state: .pending(ticket: ticket, waiting: waiting)))
    if let parent {
      patterns[parent].children[room] = number
    } else {
      connections[Int(slot)]!.subscriptions.append(number)
    }
    return number
  }

  /// Answers a `subscribe` for what exists: the options are taken over, and nothing is delivered twice.
  private mutating func repeatSubscription(
    _ number: Int32, _ order: SubscriptionOrder, _ id: RawSpan?, at now: Moment, into output: inout HubOutput
  ) {
    take(order, for: number, at: now, into: &output)
    guard let id else { return }
    switch subscriptions[number].state {
    case .pending(let ticket, let waiting):
      subscriptions[number].state = .pending(ticket: ticket, waiting: waiting + [[UInt8](id)])
    case .live:
      let recovery = RoomRecovery(position: roomTable[subscriptions[number].room].position!)
      confirm(number, recovery, id, at: now, into: &output)
    }
  }

  /// Takes over the options of a repeated `subscribe`.
  mutating func take(_ order: SubscriptionOrder, for number: Int32, at now: Moment, into output: inout HubOutput) {
    subscriptions[number].policy = order.policy
    reshape(number, order.delivery, at: now, into: &output)
    guard subscriptions[number].wantsPresence != order.wantsPresence else { return }
    subscriptions[number].wantsPresence = order.wantsPresence
    guard case .live = subscriptions[number].state else { return }
    if order.wantsPresence {
      watch(number, at: now, into: &output)
    } else {
      unwatch(number, at: now, into: &output)
    }
  }

  /// Makes a subscription live at the position that the room's home told, and replays what it missed.
  mutating func complete(_ number: Int32, _ recovery: RoomRecovery, at now: Moment, into output: inout HubOutput) {
    let subscription = subscriptions[number]
    guard case .pending(_, let waiting) = subscription.state else { return }
    charge(subscription.slot, RequestCost.looking(at: recovery.missed.count, with: subscription.filter), at: now)
    var recovery = limited(recovery, for: subscription)
    // Of a room that did not exist, nothing of another epoch can be missing.
    if subscription.isNewRoom, let gap = recovery.gap, gap.to < gap.from { recovery.gap = nil }
    if recovery.gap != nil { counters.gaps += 1 }
    for id in waiting {
      id.withBytes { confirm(number, recovery, $0, at: now, into: &output) }
    }
    announce(number, recovery, at: now, into: &output)
    let token = insertIntoIndex(number, at: now)
    replay(new(recovery.missed, for: number), to: number, into: &output)
    roomTable[subscription.room].pending -= 1
    if subscription.filter.isUnindexed { roomTable[subscription.room].pendingUnindexed -= 1 }
    subscriptions[number].state = .live(token, start: start(of: subscription, recovery))
    subscriptions[number].since = nil
    enter(number, at: now, into: &output)
  }

  /// What of a replay a subscription that deduplicates has not got.
  private mutating func new(_ publications: [Publication], for number: Int32) -> [Publication] {
    guard shapers[number] != nil else { return publications }
    return publications.filter { shapers[number]!.shaper.receiveReplay($0) }
  }

  /// The offset after which a subscription has got everything.
  private func start(of subscription: HubSubscription, _ recovery: RoomRecovery) -> UInt64 {
    min(recovery.gap?.to ?? subscription.since?.offset ?? recovery.position.offset, recovery.position.offset)
  }

  private mutating func confirm(
    _ number: Int32, _ recovery: RoomRecovery, _ id: RawSpan, at now: Moment, into output: inout HubOutput
  ) {
    let subscription = subscriptions[number]
    let room = roomTable[subscription.room].name.text
    let dialect = marks[Int(subscription.slot)].dialect
    var place: EnvelopeMeta?
    if dialect != .v2 {
      place = EnvelopeMeta(
        room: room, epoch: recovery.position.epoch.description, offset: recovery.position.offset)
    }
    reply(.subscriptionConfirmed, to: subscription.slot, id, about: place, at: now, into: &output) { json in
      json.beginObject()
      json.member("channel", room)
      if dialect == .rooms { json.member("subscription_type", room) }
      json.member("subscription", subscription.name)
      json.member("epoch", recovery.position.epoch.description)
      json.member("offset", recovery.position.offset)
      json.member("recovered", subscription.since != nil && recovery.gap == nil)
      if let gap = recovery.gap { json.member("gap", gap) }
      json.endObject()
    }
  }
}

extension JSONWriter {
  mutating func member(_ name: StaticString, _ gap: RoomGap) {
    self.name(name)
    beginObject()
    member("from", gap.from)
    member("to", gap.to)
    member("reason", gap.reason.rawValue)
    endObject()
  }
}
