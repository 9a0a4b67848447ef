import TautRooms

/// What a request costs beyond what a message usually does, in messages: one for each tenth of a millisecond or so.
///
/// A client that asks for much in few messages would otherwise keep the others of its loop waiting, within its rate.
enum RequestCost {
  /// What a request with a filter costs that is no filter, or too large.
  static let refusedFilter = 16

  /// What looking at the state of a room costs, and at one that has to be made first.
  static let state = 4
  static let newState = 24

  /// What it costs to keep a filter.
  static func keeping(_ filter: Filter) -> Int { filter.cost / 64 }

  /// What it costs to subscribe to this many rooms at once.
  static func covering(_ rooms: Int, _ filter: Filter) -> Int { rooms * (8 + filter.cost) / 128 }

  /// What it costs to look at this many publications with a filter.
  static func looking(at publications: Int, with filter: Filter) -> Int {
    publications * (32 + filter.weight) / (32 * 256)
  }

  /// What it costs to look at the states of this many rooms with a filter.
  static func looking(atStates rooms: Int, areNew: Bool, with filter: Filter) -> Int {
    rooms * ((areNew ? newState : state) + filter.weight / 8)
  }
}

extension Hub {
  /// Counts a request as several messages against the rate of who sent it.
  mutating func charge(_ slot: UInt32, _ messages: Int, at now: Moment) {
    guard let rate, messages > 0 else { return }
    connections[Int(slot)]!.limiter.charge(messages, at: now.instant, rate: rate)
  }

  /// Checks that the hub may hold one more subscription with a filter.
  func checkCapacity(for order: SubscriptionOrder) throws(SubscriptionRefusal) {
    guard capacityUsed + order.filter.capacity <= configuration.subscriptionCapacity else {
      throw SubscriptionRefusal(
        .tooManySubscriptions, "the server holds as many subscriptions and values of filters as it may",
        channel: order.pattern?.text ?? order.room.text)
    }
  }
}

extension Filter {
  /// How much of ``HubConfiguration/subscriptionCapacity`` a subscription with the filter takes.
  var capacity: Int { max(1, cost) }
}
