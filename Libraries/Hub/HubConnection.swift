/// What a hub knows about one connection.
struct HubConnection: Sendable {
  /// Tells two connections apart that had the same slot one after the other.
  var generation: UInt64
  var limiter: RateLimiter
  /// The hub's numbers of its subscriptions, oldest first.
  var subscriptions: [Int32] = []
  /// The values that its filters hold.
  var filterWeight = 0
  /// How many subscriptions it has had: the next one's name.
  var subscriptionsEver: UInt32 = 0
  /// The bytes that its transport holds, as far as the hub knows.
  var backlog = 0
}
