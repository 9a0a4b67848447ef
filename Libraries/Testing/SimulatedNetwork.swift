import TautEnvelope
public import TautHealth
import TautHub
import TautNotifications
import TautRooms
public import TautSession

/// A server and its clients in one process, on a clock that only you move.
///
/// The clients are real sessions, the server is a real hub; what lies between them is simulated: latency, lost links, half-open
/// ones, resets, stalls, slow readers, kills, sleeping machines. Everything follows from one seed, so a run can be
/// repeated exactly, and an hour takes milliseconds.
///
/// ```swift
/// let network = SimulatedNetwork(seed: 1)
/// let client = network.addClient(SessionConfiguration(url: "ws://server/ws"))
/// network.withSession(of: client) { session, now, output in session.connect(at: now, into: &output) }
/// network.advance(by: .seconds(1))
/// network.apply(.cut(client: client))
/// network.advance(by: .seconds(60))
/// ```
public final class SimulatedNetwork {
  enum Event {
    /// The next packet of the link arrives at the server.
    case up(SimulatedLink)
    /// The next packet of the link arrives at the client.
    case down(SimulatedLink)
    case pollArrives(SimulatedPoll)
    case pollEnds(SimulatedPoll)
    case wake(client: Int)
    case drained(SimulatedLink)
    case serverTick
    case serverPoll(life: UInt64)
    case serverStarts
    case serverStops
    case slowEnds(SimulatedLink)
  }

  /// The number from which all chance follows.
  public let seed: UInt64

  /// What the network is like.
  public let conditions: NetworkConditions

  /// Who watches.
  public weak var observer: (any NetworkObserver)?

  let origin: ContinuousClock.Instant
  var time: Int64 = 0
  var events = EventQueue<Event>()
  var generator: SeededGenerator
  var clients: [SimulatedClient] = []

  var hub: Hub?
  var hubOutput = HubOutput()
  var hubBatch = HubOutput()
  var isServing = false
  var slots: [SimulatedLink?] = [nil]
  var freeSlots: [Int] = []
  /// The attempts that reached the server's machine, by second of virtual time.
  public internal(set) var connects: [Int] = []
  var lives: UInt64 = 0
  var refusesUntil: Int64 = 0
  var retryAfter: Duration = .zero
  var revoked: Set<String> = []
  /// The polls that wait for the hub, by their tokens.
  var polls: [UInt64: SimulatedPoll] = [:]
  var pollsEver: UInt64 = 0
  /// A number that two runs have in common only if the same happened in them.
  var trace: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Makes a network with a running server and no clients.
  public init(seed: UInt64, conditions: NetworkConditions = NetworkConditions()) {
    self.seed = seed
    self.conditions = conditions
    generator = SeededGenerator(seed: seed)
    // Only differences of times matter.
    origin = .now
    startServer()
    events.add(.serverTick, at: Self.tick)
  }

  static let tick: Int64 = 5_000_000_000

  /// The virtual time since the start.
  public var elapsed: Duration { .nanoseconds(time) }

  /// The present as clients see it.
  public var now: ContinuousClock.Instant { origin + .nanoseconds(time) }

  var moment: Moment { Moment(instant: now, milliseconds: 1_700_000_000_000 + time / 1_000_000) }

  /// A number that is the same in two runs only if the same happened in them.
  public var fingerprint: UInt64 { trace }

  // MARK: Clients

  /// Adds a client that does nothing yet, and returns its number.
  ///
  /// - Parameters:
  ///   - configuration: How its session behaves.
  ///   - health: When its connection counts as degraded.
  /// - Returns: The client's number, from 0.
  @discardableResult
  public func addClient(_ configuration: SessionConfiguration, health: HealthPolicy = HealthPolicy()) -> Int {
    let (session, report) = program(configuration, SessionMemory(clientID: "client-\(clients.count)"), health)
    clients.append(SimulatedClient(session, report, health))
    return clients.count - 1
  }

  private func program(
    _ configuration: SessionConfiguration, _ memory: SessionMemory, _ health: HealthPolicy
  ) -> (Session, SessionReport) {
    let milliseconds = moment.milliseconds
    return (
      Session(configuration, memory: memory, seed: generator.next(), at: now, milliseconds: milliseconds),
      SessionReport(configuration, id: memory.clientID, health: health, at: now, milliseconds: milliseconds)
    )
  }

  /// Kills a client's program and starts it again: its session is another one, which knows what ``memory(of:)`` returned.
  ///
  /// What it waited for is nobody's any more; subscribe and connect again. A machine that sleeps does nothing.
  public func relaunch(_ client: Int) {
    let owner = clients[client]
    guard !isAsleep(client) else { return }
    if let link = owner.link, link.isClientOpen {
      link.isClientOpen = false
      sendUp(.reset, on: link)
    }
    var memory = owner.session.memory
    if owner.bug == .lostMemory { memory.positions = [:] }
    let (session, report) = program(owner.session.configuration, memory, owner.health)
    owner.relaunch(session, report)
  }

  /// What a client's program would remember if it ended now.
  public func memory(of client: Int) -> SessionMemory { clients[client].session.memory }

  /// Lends a client's session, as a program would use it, and carries out what it wants.
  @discardableResult
  public func withSession<Value, Failure: Error>(
    of client: Int,
    _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let owner = clients[client]
    defer { perform(owner, client, []) }
    return try body(&owner.session, now, &owner.output)
  }

  /// The phase of a client's session.
  public func phase(of client: Int) -> SessionPhase { clients[client].session.phase }

  /// Whether a client has seen everything that was ever sent to it.
  public func isAsleep(_ client: Int) -> Bool { clients[client].asleepUntil > time }

  // MARK: Time

  /// Lets time pass, and everything happen that happens meanwhile.
  public func advance(by duration: Duration) {
    let end = time + duration.nanoseconds
    while let next = events.nextTime, next <= end, let event = events.next() {
      time = next
      handle(event)
    }
    time = end
  }

  private func handle(_ event: Event) {
    switch event {
    case .up(let link): arriveAtServer(link)
    case .down(let link): arriveAtClient(link)
    case .pollArrives(let poll): arriveAtServer(poll)
    case .pollEnds(let poll): arriveAtClient(poll)
    case .wake(let client): wake(client)
    case .drained(let link): drained(link)
    case .serverTick: tickServer()
    case .serverPoll(let life): pollServer(life: life)
    case .serverStarts: if hub == nil { startServer() }
    case .serverStops: stopServer(tellsClients: true)
    case .slowEnds(let link): link.down.rate = 0
    }
  }

  // MARK: The wire

  /// Puts a packet on its way to the server.
  func sendUp(_ packet: SimulatedLink.Packet, on link: SimulatedLink) {
    if let arrival = depart(packet, &link.up) { events.add(.up(link), at: arrival) }
  }

  /// Puts a packet on its way to the client.
  func sendDown(_ packet: SimulatedLink.Packet, on link: SimulatedLink) {
    if let arrival = depart(packet, &link.down) { events.add(.down(link), at: arrival) }
    noteStall(link)
  }

  private func depart(_ packet: SimulatedLink.Packet, _ way: inout SimulatedLink.Direction) -> Int64? {
    way.pending += packet.size
    guard !way.isCut else { return nil }
    way.append(packet)
    var start = max(time, way.busyUntil)
    if way.rate > 0 {
      start += Int64(packet.size) * 1_000_000_000 / way.rate
      way.busyUntil = start
    }
    let delay = conditions.latency.nanoseconds + Int64.random(in: 0...conditions.jitter.nanoseconds, using: &generator)
    way.lastArrival = max(start + delay, way.lastArrival, way.stalledUntil)
    return way.lastArrival
  }

  func record(_ number: UInt64) {
    trace = (trace ^ number) &* 0x100_0000_01B3
  }

  func chance(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &generator) }
}

extension Duration {
  var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }
}
