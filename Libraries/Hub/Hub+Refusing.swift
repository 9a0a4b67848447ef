import TautBytes
import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// Answers a subscription that cannot be granted with a `subscription_error`.
  mutating func refuse(
    _ refusal: SubscriptionRefusal, _ id: RawSpan?, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    let rooms = refusal.code == .unknownRoom ? directory.listing : []
    reply(.subscriptionError, to: slot, id, error: refusal.text, at: now, into: &output) { json in
      json.error(refusal.code, refusal.text) { json in
        if let channel = refusal.channel { json.member("channel", channel) }
        if refusal.code == .unknownRoom { json.member("rooms", rooms) }
      }
    }
    count(refusal.code)
  }

  /// Ends a subscription whose room turned out not to exist.
  mutating func refusePending(_ number: Int32, at now: Moment, into output: inout HubOutput) {
    let name = roomTable[subscriptions[number].room].name
    refuseWaiting(number, .unknownRoom, "there is no room \(name)", at: now, into: &output)
    connections[Int(subscriptions[number].slot)]!.subscriptions.removeAll { $0 == number }
    if let parent = subscriptions[number].parent { patterns[parent].children[subscriptions[number].room] = nil }
    removeSubscription(number, at: now, into: &output)
  }

  /// Refuses all requests that wait for a subscription.
  mutating func refuseWaiting(
    _ number: Int32, _ code: HubError, _ text: String, at now: Moment, into output: inout HubOutput
  ) {
    let subscription = subscriptions[number]
    guard case .pending(_, let waiting) = subscription.state else { return }
    let refusal = SubscriptionRefusal(code, text, channel: roomTable[subscription.room].name.text)
    for id in waiting {
      id.withBytes { refuse(refusal, $0, from: subscription.slot, at: now, into: &output) }
    }
  }
}
