public import TautAuth
import TautEnvelope
public import TautRooms

/// Everything that the server decides about the connections of one event loop.
///
/// A hub reads no clock and sends nothing. Tell it what happened, then carry out what it put into the ``HubOutput``.
/// A server with several loops has one hub for each; they agree through ``PeerMessage``s. Every room has one home among
/// them, which gives out the offsets.
///
/// ```swift
/// hub.receive(text: message, from: slot, at: now, into: &output)
/// for action in output.actions { … }
/// output.removeAll()
/// ```
public struct Hub: Sendable {
  /// What every delivery to a slot looks at: kept apart from the rest, so that a fan-out stays in few cache lines.
  struct Mark: Sendable {
    /// The number of the last fan-out that reached the slot: one connection gets a publication once.
    var fanOut: UInt64 = 0
    /// Whether what is sent to the slot waits in its queue.
    var isStalled = false
    /// How messages to and from the slot are spelled.
    var dialect = Dialect.v2
    /// Whether the keys of the first message shall choose the dialect.
    var isUndecided = false
  }

  let configuration: HubConfiguration
  let loop: Int
  let loops: Int
  let epochSeed: UInt64
  let start: Moment
  let rate: RateLimiter.Rate?

  var connections: [HubConnection?] = []
  var marks: [Mark] = []
  var openConnections = 0
  var generations: UInt64 = 0
  var isDraining = false

  var roomTable = Slab<HubRoom>()
  var roomNumbers: [RoomName: Int32] = [:]
  /// What the rooms whose home this is remember, and what that costs.
  var budget: HistoryBudget
  /// The names of all rooms of the server, as far as this loop has heard.
  var directory = RoomDirectory()

  /// What waits to be stored before it is delivered.
  var unstored = UnstoredPublications()
  let isDurable: Bool

  var subscriptions = Slab<HubSubscription>()
  var questions: [UInt64: HubQuestion] = [:]
  /// The clients that wait for the answers to their publishes, by ticket.
  var publishers: [UInt64: ClientPublisher] = [:]
  var tickets: UInt64 = 0
  var queues: [UInt32: DeliveryQueue] = [:]
  var fanOuts: UInt64 = 0
  /// The subscribers of other dialects than v2 that the fan-out at hand has found, by dialect.
  var foreignRecipients: [[UInt32]] = Array(repeating: [], count: Dialect.allCases.count)
  var hasForeignRecipients = false
  var heartbeats = HeartbeatSchedule()
  /// The delivery of the subscriptions that have options for it, by their numbers.
  var shapers: [Int32: HubShaper] = [:]
  /// The wildcard subscriptions, which rooms they cover, and whose they are.
  var patterns = Slab<HubPattern>()
  var patternIndex = RoomPatternIndex()
  var patternsOf: [UInt32: [Int32]] = [:]
  /// How much of ``HubConfiguration/subscriptionCapacity`` is taken.
  var capacityUsed = 0
  var deadlines = DeadlineQueue()
  /// When the next call of `poll` is expected.
  var nextPoll: ContinuousClock.Instant
  /// Snapshots that are being put together, by number.
  var gatherings: [UInt64: SnapshotGathering] = [:]
  /// What checks tokens; nil where none are looked at.
  var tokens: TokenValidator?
  /// The tokens of the connections that have one: kept apart, because most have none.
  var authentications: [UInt32: ConnectionAuthentication] = [:]
  /// When the first of them runs out, or earlier.
  var nextDeadline: NumericDate?
  /// The stalled subscribers that the fan-out at hand has found.
  var stalledSubscribers: [Subscriber] = []
  /// The connections that will be closed because too much waits for them.
  var overfull: [UInt32] = []
  var correlations: UInt64 = 0
  var nextExpiry: ContinuousClock.Instant
  var counters = HubCounters()

  /// Makes the hub of one loop.
  ///
  /// - Parameters:
  ///   - configuration: The same for all hubs of the server.
  ///   - loop: Which of the loops this is, from 0.
  ///   - loops: How many loops the server has.
  ///   - epochSeed: A random number, the same for all hubs of one run of the server, and another one in the next run.
  ///   - start: The present.
  public init(configuration: HubConfiguration, loop: Int = 0, loops: Int = 1, epochSeed: UInt64, at start: Moment) {
    precondition((0..<loops).contains(loop), "loop \(loop) of \(loops)")
    self.configuration = configuration
    self.loop = loop
    self.loops = loops
    self.epochSeed = epochSeed
    self.start = start
    isDurable = configuration.storage == .durable
    rate = RateLimiter.Rate(perSecond: configuration.rateLimit, burst: configuration.rateBurst)
    nextExpiry = start.instant + Self.expiryInterval
    nextPoll = nextExpiry
    budget = HistoryBudget(limit: configuration.historyMemory)
    for text in configuration.rooms { register(text) }
  }

  /// The loop that is the home of a room.
  public static func home(of room: RoomName, loops: Int) -> Int {
    Int(room.hash % UInt64(loops))
  }

  private mutating func register(_ text: String) {
    do {
      let name = try RoomName(text)
      directory.insert(name)
      if Self.home(of: name, loops: loops) == loop { _ = makeHomeRoom(name) }
    } catch {
      preconditionFailure("the configured room \(text): \(error)")
    }
  }

  /// Records that a connection was opened.
  ///
  /// A slot is a small number. It is free again after ``close(_:at:into:)``, or after a ``HubAction/close(_:code:reason:)``.
  ///
  /// - Parameters:
  ///   - slot: The connection's number.
  ///   - client: Who it is; without, a client of the v2 dialect that nobody knows.
  ///   - token: The token that it came with, if it was found good.
  ///   - now: The present.
  ///   - output: What to do is added here: the greeting, where the client shall have one.
  public mutating func open(
    _ slot: UInt32, as client: HubClient? = nil, with token: VerifiedToken? = nil, at now: Moment,
    into output: inout HubOutput
  ) {
    let index = Int(slot)
    if index >= connections.count {
      connections += Array(repeating: nil, count: index + 1 - connections.count)
      marks += Array(repeating: Mark(), count: index + 1 - marks.count)
    }
    precondition(connections[index] == nil, "slot \(slot) is open already")
    generations += 1
    connections[index] = HubConnection(
      generation: generations, limiter: RateLimiter(at: now.instant), client: client,
      openedAfter: now.instant - start.instant)
    openConnections += 1
    counters.connectionsOpened += 1
    if let token { authenticate(slot, ConnectionAuthentication(token)) }
    marks[index].dialect = client?.dialect ?? .v2
    marks[index].isUndecided = client.map { $0.dialect == nil } ?? false
    if let interval = client?.heartbeat {
      heartbeats.add(slot, generation: generations, every: interval, at: now.instant)
    }
    greet(slot, at: now, into: &output)
  }

  /// Records that a connection is gone.
  ///
  /// A slot that is not open is ignored.
  public mutating func close(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
    guard let connection = connection(slot) else { return }
    for number in connection.subscriptions { removeSubscription(number, at: now, into: &output) }
    for number in patternsOf.removeValue(forKey: slot) ?? [] { removePattern(number, at: now, into: &output) }
    connections[Int(slot)] = nil
    marks[Int(slot)].isStalled = false
    queues[slot] = nil
    authentications[slot] = nil
    openConnections -= 1
  }

  /// Closes a connection from this side.
  mutating func close(
    _ slot: UInt32, _ code: UInt16, _ reason: String, at now: Moment, into output: inout HubOutput
  ) {
    close(slot, at: now, into: &output)
    output.actions.append(.close(slot, code: code, reason: reason))
  }

  func connection(_ slot: UInt32) -> HubConnection? {
    Int(slot) < connections.count ? connections[Int(slot)] : nil
  }

  /// Whether a connection is open, without a copy of what is known about it.
  func isOpen(_ slot: UInt32) -> Bool {
    Int(slot) < connections.count && connections[Int(slot)] != nil
  }
}
