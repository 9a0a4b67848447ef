import TautAuth
import TautBytes
import TautEnvelope
import TautEventLoop
import TautFraming
import TautHandshake
import TautHub
import TautRooms
import TautStore
import TautTLS
import TautUserChannel
import TautWebSocket

/// One loop's part of a server: its hub, its connections, its listener.
final class ServerLoop {
  let server: Server
  let index: Int
  let reactor: Reactor
  let resources = WebSocketResources()
  let hubContext: WebSocketContext
  /// The one of `/ws/client`.
  let clientContext: WebSocketContext
  let echoContext: WebSocketContext
  let userContext: WebSocketContext
  let origins: OriginPolicy
  private(set) lazy var echo = EchoHandler(self)
  private(set) lazy var farewell = FarewellHandler(self)
  private(set) lazy var gate = ConnectionGate(self)
  /// Whether this loop has asked its clients to reconnect and takes no new ones.
  var isDraining = false

  /// The compression that is agreed to: none of the contexts is kept, so an idle connection costs no memory for it.
  let deflate: DeflateConfiguration

  var hub: Hub
  private var output = HubOutput()
  private var batch = HubOutput()
  private var isPerforming = false
  /// When the hub is polled next.
  private var nextPoll: ContinuousClock.Instant?

  /// This loop's part of the user channel.
  let users: UserChannelHost

  /// The hub's connections, by the slots of their streams.
  private var sessions: [HubSession?] = []

  /// The requests that wait for the answer to a publish, by token.
  var waiting: [UInt64: Exchange] = [:]
  /// The requests that wait for what a room remembers, by token.
  var reading: [UInt64: (exchange: Exchange, room: RoomName)] = [:]
  /// The requests that wait for who is in a room, by token.
  var counting: [UInt64: (exchange: Exchange, room: RoomName)] = [:]
  var nextToken: UInt64 = 0
  /// The requests whose revocations are being stored, with how many connections they closed, by number.
  var revocations: [UInt64: (exchange: Exchange, count: Int)] = [:]
  var nextRevocation: UInt64 = 0
  /// What takes the next loop's answer to a question, by token, and tells whether it was the last.
  var gathering: [UInt64: (any Sendable) -> Bool] = [:]

  /// The messages of this turn to the hubs of other loops.
  private var outgoing: [[PeerMessage]]
  private(set) var listener: Listener?
  /// The waiting connections that are closed when there are no descriptors left.
  private static let roomMadePerPause = 256
  var httpContext: HTTPContext?
  private var feed: FeedRunner?
  var requests = RequestCounters()
  var measures = ServerMeasures()

  /// Where the rooms are kept.
  let storage: ServerStore
  /// Why the last batch could not be stored, until one can.
  var storeTrouble: String?

  init(_ server: Server, index: Int, reactor: Reactor, storage: ServerStore) {
    self.server = server
    self.index = index
    self.reactor = reactor
    self.storage = storage.withoutContent
    storeTrouble = storage.failure?.description
    users = UserChannelHost(server, index: index, reactor: reactor, storage: storage)
    let configuration = server.configuration
    hubContext = Self.context(configuration, resources)
    clientContext = Self.context(configuration, resources, .structured)
    echoContext = Self.context(configuration, resources)
    echoContext.limits.maxMessage = max(configuration.maximumMessage, configuration.maximumEcho)
    // An echo reads nothing while its answers wait, so at most one large message and one read are in the backlog.
    echoContext.backlogLimit = echoContext.limits.maxMessage + configuration.backlogLimit
    userContext = Self.context(configuration, resources)
    // A session hands over one message at a time while its client reads slowly. A payload may stand in a message twice, and
    // an answer may consist of characters that JSON escapes.
    userContext.backlogLimit +=
      max(2 * configuration.maximumMessage, 6 * configuration.userChannel.longestAnswer) + 4_096
    origins = OriginPolicy(allowing: configuration.allowedOrigins)
    outgoing = Array(repeating: [], count: server.loops.count)
    var deflate = DeflateConfiguration()
    deflate.serverTakesOverContext = false
    deflate.clientTakesOverContext = false
    self.deflate = deflate
    var limits = HubConfiguration()
    limits.rateLimit = configuration.rateLimit
    limits.rateBurst = configuration.rateLimit * 2
    limits.backlogLimit = configuration.backlogLimit
    limits.clientsMayPublish = configuration.clientsMayPublish
    limits.storage = storage.storage
    limits.history = configuration.history
    limits.historyMemory = configuration.historyMemory / server.loops.count
    limits.replayLimit = max(limits.replayLimit, configuration.history.bytes)
    let start = Moment(instant: reactor.now, milliseconds: reactor.wallMilliseconds)
    hub = Hub(
      configuration: limits, loop: index, loops: server.loops.count, epochSeed: storage.epochSeed, at: start)
    for room in storage.rooms { hub.restore(room, at: start) }
    if var tokens = server.tokens {
      tokens.revocations = RevocationList(storage.revocations)
      hub.use(tokens)
    }
    reactor.turnEnding = { [unowned self] in endTurn() }
    poll()
    if index == 0 { sweepStore() }
  }

  private static func context(
    _ configuration: ServerConfiguration, _ resources: WebSocketResources, _ times: Keepalive = .standard
  ) -> WebSocketContext {
    let context = WebSocketContext(role: .server, resources: resources)
    context.limits.maxMessage = configuration.maximumMessage
    context.backlogLimit = configuration.backlogLimit
    let times = configuration.keepalive(times)
    context.pingInterval = times.interval
    context.pingTimeout = times.timeout - times.interval
    return context
  }

  // MARK: Listening

  func listen(on address: SocketAddress) throws(SystemError) -> UInt16 {
    let context = HTTPContext(service: self)
    context.requestTimeout = server.configuration.handshakeTimeout
    // Whatever waits for a request must leave descriptors for those who have sent theirs.
    let limit = min(server.configuration.maximumWaiting, DescriptorLimit.present / 2)
    context.waitingLimit = max(1, limit / server.loops.count)
    httpContext = context
    let listener = try reactor.listen(
      on: address, sharesPort: server.loops.count > 1, tls: server.certificate?.current
    ) { stream in
      _ = HTTPConnection(on: stream, context: context)
    }
    listener.paused = { [server] error in
      server.log(.acceptPaused(error.description))
      context.makeRoom(Self.roomMadePerPause)
    }
    self.listener = listener
    if index == 0 && server.configuration.hasFeed { feed = FeedRunner(self, seed: server.run) }
    return listener.address.port
  }

  /// Closes the listener and everything that is open, before the loop ends.
  func end() {
    users.stop()
    listener?.close()
    listener = nil
    // It holds this loop's part of the server, as what it serves.
    httpContext = nil
    for stream in reactor.streams {
      // What was written in this turn leaves with it; there is no later one for what the kernel does not take.
      if stream.isStalled { stream.abort() } else { stream.close() }
    }
  }

  /// Uses `context` for new connections.
  func use(_ context: TLSContext) {
    listener?.tls = context
  }

  // MARK: Time

  /// The present, read once per turn.
  var now: Moment { Moment(instant: reactor.now, milliseconds: reactor.wallMilliseconds) }

  // MARK: Connections of the hub

  func open(_ webSocket: WebSocket, _ visit: Visit) {
    open(HubSession(webSocket, slot: UInt32(webSocket.stream.slot), serving: self), visit)
  }

  func open(_ session: HubSession, _ visit: Visit) {
    let webSocket = session.webSocket
    let slot = webSocket.stream.slot
    while sessions.count <= slot { sessions.append(nil) }
    sessions[slot] = session
    webSocket.handler = session
    webSocket.takesSharedMessages()
    tell { hub, output in
      hub.open(UInt32(slot), as: visit.client, with: visit.token, at: now, into: &output)
      guard let (request, isTold) = visit.subscription else { return }
      request.withBytes { hub.subscribe(UInt32(slot), to: $0, isTold: isTold, at: now, into: &output) }
    }
  }

  /// The session's connection is over, or about to be: the hub forgets it.
  func forget(_ slot: UInt32) {
    guard Int(slot) < sessions.count, sessions[Int(slot)] != nil else { return }
    sessions[Int(slot)] = nil
    tell { hub, output in hub.close(slot, at: now, into: &output) }
  }

  func receive(_ message: RawSpan, as kind: MessageKind, from slot: UInt32) {
    tell { hub, output in
      switch kind {
      case .text: hub.receive(text: message, from: slot, at: now, into: &output)
      case .binary: hub.receiveBinary(from: slot, at: now, into: &output)
      }
    }
  }

  func stalled(_ slot: UInt32, backlog: Int) {
    guard session(slot) != nil else { return }
    tell { hub, output in hub.stalled(slot, backlog: backlog, at: now, into: &output) }
  }

  func drained(_ slot: UInt32) {
    guard session(slot) != nil else { return }
    tell { hub, output in hub.drained(slot, at: now, into: &output) }
  }

  /// Calls the hub and carries out what it wants.
  func tell(_ body: (inout Hub, inout HubOutput) -> Void) {
    body(&hub, &output)
    perform()
  }

  private func perform() {
    guard !isPerforming else { return }
    isPerforming = true
    // An action may close a connection, which tells the hub, which wants more: it gathers in the other output.
    while !output.isEmpty {
      swap(&output, &batch)
      for position in batch.actions.indices { perform(batch.actions[position]) }
      batch.removeAll()
    }
    isPerforming = false
  }

  private func perform(_ action: HubAction) {
    switch action {
    case .send(let range, let slot):
      guard let session = session(slot) else { return }
      batch.bytes.withBytes { session.webSocket.send($0.extracting(range), as: .text) }
    case .broadcast(let range, let recipients):
      batch.bytes.withBytes { send($0.extracting(range), to: recipients, group: Dialect.allCases.count) }
    case .fanOut(let publication, let dialect, let recipients):
      measures.delivery.record(.milliseconds(reactor.wallMilliseconds - publication.timestamp))
      publication.message(as: dialect).withBytes { send($0, to: recipients, group: Int(dialect.rawValue)) }
    case .sendPublication(let publication, let dialect, let slot):
      guard let session = session(slot) else { return }
      publication.message(as: dialect).withBytes { session.webSocket.send($0, as: .text) }
    case .awaitDrain(let slot): awaitDrain(slot)
    case .close(let slot, let code, let reason): close(slot, CloseCode(code), reason)
    case .pollAt(let instant): poll(at: instant)
    case .post(let message, let loop): outgoing[loop].append(message)
    case .store(let appends): store(appends)
    case .published(let token, let receipt): answer(token, receipt)
    case .publishFailed(let token, let error): answer(token, error)
    case .history(let token, let recovery): answer(token, recovery)
    case .presence(let token, let status): answer(token, status)
    }
  }

  private func session(_ slot: UInt32) -> HubSession? {
    Int(slot) < sessions.count ? sessions[Int(slot)] : nil
  }

  /// Sends to many: the subscribers of a dialect are a group, and those of a broadcast another.
  private func send(_ message: RawSpan, to recipients: Range<Int>, group: Int) {
    let slots = batch.recipients
    resources.send(
      message, to: slots.span.extracting(recipients), on: reactor, group: group,
      threshold: hubContext.compressionThreshold)
  }

  private func close(_ slot: UInt32, _ code: CloseCode, _ reason: String) {
    guard let session = session(slot) else { return }
    sessions[Int(slot)] = nil
    server.log(.dropped("\(code.rawValue) \(reason)"))
    session.webSocket.close(code, reason: reason)
  }

  /// Tells the hub when what was sent has left: at once in the next turn, or when the stream says so.
  private func awaitDrain(_ slot: UInt32) {
    guard let session = session(slot) else { return }
    reactor.after(.zero) { [weak self, weak session] in
      guard let self, let session, !session.webSocket.stream.isStalled, self.session(slot) === session else { return }
      self.tell { hub, output in hub.drained(slot, at: self.now, into: &output) }
    }
  }

  // MARK: Other loops

  private func endTurn() {
    if storage.store != nil { tell { hub, output in hub.requestStoring(into: &output) } }
    for loop in outgoing.indices where !outgoing[loop].isEmpty {
      let messages = outgoing[loop]
      outgoing[loop] = []
      server.onLoop(loop) { [index] in $0.receive(messages, from: index) }
    }
  }

  private func receive(_ messages: [PeerMessage], from loop: Int) {
    for message in messages {
      tell { hub, output in hub.receive(message, from: loop, at: now, into: &output) }
    }
  }

  /// Lets the hub do what is due, and comes back when it wants, but at least once a second.
  private func poll() {
    var next = now.instant
    tell { hub, output in next = hub.poll(at: now, into: &output) }
    users.poll()
    poll(at: min(next, now.instant + .seconds(1)))
  }

  /// Polls at a time, unless an earlier poll is ahead anyway.
  private func poll(at instant: ContinuousClock.Instant) {
    if let nextPoll, nextPoll <= instant { return }
    nextPoll = instant
    // Timers tick in milliseconds and may fire within the last one; the hub has nothing to do before its time.
    reactor.after(max(.zero, instant - now.instant) + .milliseconds(1)) { [weak self] in
      // An earlier poll may have taken this one's place.
      guard let self, self.nextPoll == instant else { return }
      self.nextPoll = nil
      self.poll()
    }
  }
}
