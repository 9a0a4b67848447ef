import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Hands a publication to the subscriptions of this loop that have delivery options.
  mutating func shape(_ publication: Publication, in number: Int32, at now: Moment, into output: inout HubOutput) {
    publication.withPayload { roomTable[number].shaped?.match($0) }
    guard let index = roomTable[number].shaped else { return }
    for group in index.matches {
      for subscriber in index.subscribers(of: group) {
        let subscription = Int32(subscriber.subscription)
        shapers[subscription]!.shaper.receive(publication, at: now.instant)
        advance(subscription, at: now, into: &output)
      }
    }
  }

  /// Delivers and tells what is due for a subscription with delivery options, and remembers when the next is.
  mutating func advance(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    guard shapers[number] != nil else { return }
    for group in shapers[number]!.shaper.release(at: now.instant) { deliver(group, to: number, at: now, into: &output) }
    if let due = shapers[number]!.due, due <= now.instant { tellLeftOut(number, at: now, into: &output) }
    guard let due = shapers[number]!.due else { return }
    if let scheduled = shapers[number]!.scheduled, scheduled <= due { return }
    shapers[number]!.scheduled = due
    schedule(.shaper(number), at: due, into: &output)
  }

  /// Sends publications that leave together: a batch, or else each alone.
  ///
  /// Where the transport is stalled they wait one by one, under the subscription's policy.
  private mutating func deliver(
    _ group: [Publication], to number: Int32, at now: Moment, into output: inout HubOutput
  ) {
    let slot = subscriptions[number].slot
    counters.shaped += 1
    if marks[Int(slot)].isStalled {
      for publication in group { enqueue(publication, Subscriber(connection: slot, subscription: UInt32(number))) }
    } else if shapers[number]!.shaper.options.batch != nil {
      sendBatch(group, to: number, at: now, into: &output)
    } else {
      for publication in group {
        output.actions.append(.sendPublication(publication, as: marks[Int(slot)].dialect, to: slot))
      }
      counters.messagesOut += group.count
      counters.deliveries += group.count
    }
  }

  private mutating func sendBatch(
    _ group: [Publication], to number: Int32, at now: Moment, into output: inout HubOutput
  ) {
    let subscription = subscriptions[number]
    let dialect = marks[Int(subscription.slot)].dialect
    let report = takeReport(of: number, at: now, into: &output)
    let first = group[0]
    let last = group[group.count - 1]
    let place = EnvelopeMeta(room: last.room.text, epoch: last.epoch.description, offset: last.offset)
    reply("batch", to: subscription.slot, nil, about: place, at: now, into: &output) { json in
      json.beginObject()
      json.member("channel", last.room.text)
      json.member("subscription", subscription.name)
      json.member("epoch", last.epoch.description)
      json.member("offset", last.offset)
      json.member("from", first.offset)
      json.member("to", last.offset)
      json.member("count", group.count)
      json.name("messages")
      json.beginArray()
      for publication in group { json.raw(publication.message(as: dialect)) }
      json.endArray()
      if let report {
        json.name("suppressed")
        json.beginObject()
        json.write(report)
        json.endObject()
      }
      json.endObject()
    }
    counters.deliveries += group.count
  }

  /// Tells a subscriber what its options left out, and what was dropped because too much waited.
  mutating func tellLeftOut(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    guard let report = takeReport(of: number, at: now, into: &output) else { return }
    let subscription = subscriptions[number]
    let room = roomTable[subscription.room].name.text
    reply("messages_suppressed", to: subscription.slot, nil, at: now, into: &output) { json in
      json.beginObject()
      json.member("channel", room)
      json.member("subscription", subscription.name)
      json.write(report)
      json.endObject()
    }
  }

  /// Takes what a subscription did not get, and tells at once what of it the subscriber did not ask to lose.
  ///
  /// Returns what is left to tell.
  private mutating func takeReport(
    of number: Int32, at now: Moment, into output: inout HubOutput
  ) -> DeliveryReport? {
    guard let report = shapers[number]?.shaper.takeReport() else { return nil }
    shapers[number]!.reported = now.instant
    counters.suppressed += report.count - report.overflowed
    if report.overflowed > 0 {
      counters.drops.overflowed += report.overflowed
      let subscription = subscriptions[number]
      let room = roomTable[subscription.room].name.text
      reply("messages_dropped", to: subscription.slot, nil, at: now, into: &output) { json in
        json.beginObject()
        json.member("channel", room)
        json.member("subscription", subscription.name)
        json.member("count", report.overflowed)
        json.member("from", report.from)
        json.member("to", report.to)
        json.member("reason", "overflow")
        json.endObject()
      }
    }
    return report.count > report.overflowed ? report : nil
  }

  /// Takes over other delivery options for a subscription.
  mutating func reshape(_ number: Int32, _ delivery: DeliveryOptions, at now: Moment, into output: inout HubOutput) {
    guard subscriptions[number].delivery != delivery else { return }
    guard case .live(let token, let start) = subscriptions[number].state else {
      subscriptions[number].delivery = delivery
      return
    }
    for group in shapers[number]?.shaper.flush(at: now.instant) ?? [] {
      deliver(group, to: number, at: now, into: &output)
    }
    tellLeftOut(number, at: now, into: &output)
    removeFromIndex(number, token)
    subscriptions[number].delivery = delivery
    subscriptions[number].state = .live(insertIntoIndex(number, at: now), start: start)
  }
}

// MARK: - The two indexes

extension Hub {
  /// Lets a subscription be found by publications: beside the plain ones, where it has delivery options.
  mutating func insertIntoIndex(_ number: Int32, at now: Moment) -> SubscriptionIndex.Token {
    let subscription = subscriptions[number]
    let subscriber = Subscriber(connection: subscription.slot, subscription: UInt32(number))
    guard !subscription.delivery.isPlain else {
      return roomTable[subscription.room].index.insert(subscriber, filter: subscription.filter)
    }
    // A replay may have gone through it already.
    if shapers[number] == nil { shapers[number] = makeShaper(subscription.delivery, at: now) }
    return roomTable[subscription.room].shaped.insert(subscriber, filter: subscription.filter)
  }

  mutating func removeFromIndex(_ number: Int32, _ token: SubscriptionIndex.Token) {
    let subscription = subscriptions[number]
    guard !subscription.delivery.isPlain else { return roomTable[subscription.room].index.remove(token) }
    shapers[number] = nil
    roomTable[subscription.room].shaped!.remove(token)
    if roomTable[subscription.room].shaped!.count == 0 { roomTable[subscription.room].shaped = nil }
  }

  func makeShaper(_ delivery: DeliveryOptions, at now: Moment) -> HubShaper {
    HubShaper(shaper: DeliveryShaper(delivery, limits: configuration.delivery), reported: now.instant)
  }
}

// MARK: - Time

extension Hub {
  /// Remembers a deadline, and asks to be polled then where that is earlier than the next time.
  mutating func schedule(_ deadline: HubDeadline, at instant: ContinuousClock.Instant, into output: inout HubOutput) {
    deadlines.insert(deadline.rawValue, at: instant)
    guard instant < nextPoll else { return }
    nextPoll = instant
    output.actions.append(.pollAt(instant))
  }

  /// Does what the deadlines up to `now` are for.
  mutating func meetDeadlines(at now: Moment, into output: inout HubOutput) {
    while let number = deadlines.popFirst(dueAt: now.instant) {
      switch HubDeadline(rawValue: number) {
      case .shaper(let number):
        // The number may be another subscription's by now, which is then looked at once more than needed.
        shapers[number]?.scheduled = nil
        advance(number, at: now, into: &output)
      case .presence(let number): flushPresence(of: number, at: now, into: &output)
      case nil: break
      }
    }
  }
}

extension SubscriptionIndex? {
  /// Adds a subscription to an index that is there when it is needed.
  fileprivate mutating func insert(_ subscriber: Subscriber, filter: Filter) -> SubscriptionIndex.Token {
    if self == nil { self = SubscriptionIndex() }
    return self!.insert(subscriber, filter: filter)
  }
}

extension JSONWriter {
  /// Writes the members that say what was left out.
  fileprivate mutating func write(_ report: DeliveryReport) {
    member("count", report.count - report.overflowed)
    member("duplicates", report.duplicates)
    member("superseded", report.superseded)
    member("throttled", report.throttled)
    member("from", report.from)
    member("to", report.to)
  }
}
