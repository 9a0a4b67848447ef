/// What a hub knows about one connection.
struct HubConnection: Sendable {
  /// Tells two connections apart that had the same slot one after the other.
  var generation: UInt64
  var limiter: RateLimiter
  /// Who it is, where the server has told.
  var client: HubClient?
  /// The hub's numbers of its subscriptions, oldest first.
  var subscriptions: [Int32] = []
  /// Whether it has asked for what it had missed.
  var isReturning = false
  /// How many subscriptions it has had: the next one's name.
  var subscriptionsEver: UInt32 = 0
  /// Seconds from the hub's start to the connection's.
  let openedAfter: UInt32

  // Small numbers, because there are many connections.
  private var storedWeight: UInt32 = 0
  private var storedBacklog: UInt32 = 0

  init(generation: UInt64, limiter: RateLimiter, client: HubClient?, openedAfter: Duration) {
    self.generation = generation
    self.limiter = limiter
    self.client = client
    self.openedAfter = UInt32(clamping: openedAfter.components.seconds)
  }

  /// The values that its filters hold.
  var filterWeight: Int {
    get { Int(storedWeight) }
    set { storedWeight = UInt32(clamping: newValue) }
  }

  /// The bytes that its transport holds, as far as the hub knows.
  var backlog: Int {
    get { Int(storedBacklog) }
    set { storedBacklog = UInt32(clamping: newValue) }
  }
}
