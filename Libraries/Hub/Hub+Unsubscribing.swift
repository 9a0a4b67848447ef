import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Handles `unsubscribe`, and acknowledges it also where there is nothing to end.
  ///
  /// The payload names a subscription (`{"subscription": "s3"}`), or a room with filters as in `subscribe`. A room without
  /// `filters` means the subscription without filters where there is one, and else all of the room.
  mutating func unsubscribe(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    let id = bytes.extracting(view.idRange)
    do {
      var ending: [Int32] = []
      var patterns: [Int32] = []
      var channel: String?
      if let name = view.payload.member("subscription", in: bytes)?.string(in: bytes) {
        ending = connections[Int(slot)]!.subscriptions.filter { subscriptions[$0].name == name }
        channel = ending.first.map { roomTable[subscriptions[$0].room].name.text }
        patterns = patternsOf[slot]?.filter { self.patterns[$0].name == name } ?? []
        channel = channel ?? patterns.first.map { self.patterns[$0].pattern.text }
      } else {
        let order = try SubscriptionOrder(view.payload, in: bytes, limits: configuration)
        if let pattern = order.pattern {
          patterns = patternsMeant(by: order, pattern, of: slot)
        } else {
          ending = subscriptionsMeant(by: order, of: slot)
        }
        channel = order.pattern?.text ?? order.room.text
      }
      end(ending, patterns, in: channel, id, of: slot, at: now, into: &output)
    } catch {
      refuse(error, id, from: slot, at: now, into: &output)
    }
  }

  private func subscriptionsMeant(by order: SubscriptionOrder, of slot: UInt32) -> [Int32] {
    if let exact = subscription(of: slot, to: order.room, order.filter) { return [exact] }
    guard !order.namesFilters, let room = roomNumbers[order.room] else { return [] }
    return connections[Int(slot)]!.subscriptions.filter { subscriptions[$0].room == room }
  }

  private mutating func end(
    _ ending: [Int32], _ patterns: [Int32], in channel: String?, _ id: RawSpan, of slot: UInt32, at now: Moment,
    into output: inout HubOutput
  ) {
    let names = ending.map { subscriptions[$0].name } + end(patterns: patterns, at: now, into: &output)
    for number in ending {
      tellLeftOut(number, at: now, into: &output)
      refuseWaiting(number, .cancelled, "unsubscribed before the room answered", at: now, into: &output)
      connections[Int(slot)]?.subscriptions.removeAll { $0 == number }
      removeSubscription(number, at: now, into: &output)
    }
    reply("unsubscribed", to: slot, id, at: now, into: &output) { json in
      json.beginObject()
      if let channel { json.member("channel", channel) }
      json.name("subscriptions")
      json.beginArray()
      for name in names { json.string(name) }
      json.endArray()
      json.endObject()
    }
  }

  /// Forgets a subscription; its connection forgets it itself.
  mutating func removeSubscription(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let subscription = subscriptions[number]
    switch subscription.state {
    case .pending(let ticket, _):
      questions[ticket] = nil
      roomTable[subscription.room].pending -= 1
      if subscription.filter.isUnindexed { roomTable[subscription.room].pendingUnindexed -= 1 }
    case .live(let token, _):
      removeFromIndex(number, token)
      leave(number, at: now, into: &output)
      queues[subscription.slot]?.remove(UInt32(number))
    }
    subscriptions.remove(number)
    connections[Int(subscription.slot)]?.filterWeight -= subscription.filter.cost
    capacityUsed -= subscription.filter.capacity
    releaseRoom(subscription.room, into: &output)
  }
}
