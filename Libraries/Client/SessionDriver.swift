import TautBytes
import TautCrypto
import TautDiagnostics
import TautEnvelope
import TautEventLoop
import TautFraming
import TautJSON
import TautNotifications
import TautReconciliation
import TautSession
import TautSimulation
import TautWebSocket

/// Carries out on an event loop what a session decides.
final class SessionDriver {
  private(set) var session: Session
  /// What the client was made with, and what of it was changed since; what changes in the session is in ``session``.
  var configuration: ClientConfiguration
  let loop: EventLoop
  let reactor: Reactor
  private var output = SessionOutput()
  private var batch = SessionOutput()
  private var isPerforming = false
  private var timer: TimerID?
  private var deadline: ContinuousClock.Instant?

  var link: SessionLink?
  /// The attempt whose connection is still wanted.
  var wanted: LinkID?
  /// What stands in for a server while data are simulated.
  var simulated: SimulatedServer

  /// What the user of the program is told.
  private(set) var report: SessionReport
  /// Whether data are simulated: in the mode, or after giving up.
  private(set) var isSimulating = false
  private var noticeReaders: [LoopChannel<Toast>] = []
  /// How many readers have too much to read.
  private var fullChannels = 0
  private let file: MemoryFile?
  private var isSaveDue = false
  /// Whether the client was closed, which is for ever.
  private(set) var isClosed = false

  private var subscriptions: [SubscriptionID: LoopChannel<SubscriptionEvent>] = [:]
  /// The states that are kept, each by a subscription of its own.
  private(set) var states: [SubscriptionID: StateDriver] = [:]
  private var rooms: [SubscriptionID: String] = [:]
  /// Why nothing is tried any more, once that is so.
  private(set) var gaveUp: SessionError?
  private var requests: [RequestID: (Result<ClientMessage, SessionError>) -> Void] = [:]
  private var messages: [MessageID: (Result<ClientMessage?, SessionError>) -> Void] = [:]
  private var handlers: [UInt64: [MessageType: ClientHandler]] = [:]
  private var handlersEver: UInt64 = 0
  private var listeners: [LoopChannel<ClientMessage>] = []
  private var watchers: [LoopChannel<SessionChange>] = []
  /// What ended the last attempt, or the connection, since there was one.
  private(set) var lastFailure: SessionError?
  /// Who waits for a connection.
  var waiters = ConnectionWaiters()

  init(
    _ configuration: ClientConfiguration, _ memory: SessionMemory?, _ file: MemoryFile?, on loop: isolated EventLoop
  ) {
    self.configuration = configuration
    self.file = file
    self.loop = loop
    reactor = loop.reactor
    var settings = configuration.session
    settings.usesTokenProvider = configuration.token != nil
    settings.isSimulated = configuration.simulation?.isEnabled == true
    simulated = SimulatedServer(configuration)
    let memory = memory ?? SessionMemory(clientID: SystemRandom.uuid())
    let seed = SystemRandom.bytes(count: 8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    session = Session(
      settings, memory: memory, seed: seed, at: loop.reactor.now,
      milliseconds: loop.reactor.wallMilliseconds)
    report = SessionReport(
      settings, id: memory.clientID, simulatesInFallback: configuration.simulation != nil, at: loop.reactor.now,
      milliseconds: loop.reactor.wallMilliseconds)
  }

  // MARK: Telling the session

  /// Tells the session something, and does what it wants.
  @discardableResult
  func tell<Value, Failure: Error>(
    _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    defer { perform([]) }
    return try body(&session, reactor.now, &output)
  }

  /// Handles what a poll brought.
  func receivePollAnswer(_ answer: [UInt8], ticket: UInt64) {
    answer.withBytes { session.receivePollAnswer($0, ticket: ticket, at: reactor.now, into: &output) }
    perform(answer)
  }

  /// Handles what a simulation made.
  func receiveSimulated(_ message: [UInt8]) {
    message.withBytes { session.receiveSimulated($0, into: &output) }
    perform(message)
  }

  func receive(_ text: RawSpan, on id: LinkID) {
    session.receive(text: text, on: id, at: reactor.now, into: &output)
    // Most messages only go to readers, and change nothing about what is waited for.
    let changesNothing = output.actions.allSatisfy { if case .deliver = $0 { true } else { false } }
    guard changesNothing, !isPerforming else { return perform([UInt8](text, in: 0..<text.byteCount)) }
    isPerforming = true
    swap(&output, &batch)
    for action in batch.actions {
      if case .deliver(let message) = action { deliver(message, to: batch.subscriptions[message.subscriptions], text) }
    }
    batch.removeAll()
    isPerforming = false
    // A state may have asked for something.
    if !output.isEmpty { perform([]) }
  }

  func perform(_ bytes: [UInt8]) {
    guard !isPerforming else { return }
    isPerforming = true
    var bytes = bytes
    repeat {
      swap(&output, &batch)
      for action in batch.actions { perform(action, bytes) }
      batch.removeAll()
      bytes = []
      // While reading pauses, the server's signs of life wait in the kernel.
      if fullChannels > 0, let link { session.receiveTraffic(on: link.id, at: reactor.now) }
      deadline = session.poll(at: reactor.now, into: &output)
      if let verdict = report.poll(&deadline, at: reactor.now) {
        session.receiveHealth(isHealthy: verdict, at: reactor.now, into: &output)
      }
    } while !output.isEmpty
    isPerforming = false
    setTimer()
    simulate()
  }

  private func setTimer() {
    if let timer { reactor.cancel(timer) }
    timer = deadline.map { deadline in
      reactor.after(max(deadline - reactor.now, .milliseconds(1))) { [weak self] in
        self?.timer = nil
        self?.perform([])
      }
    }
  }

  // MARK: Doing what it wants

  private func perform(_ action: SessionAction, _ bytes: [UInt8]) {
    switch action {
    case .askToken(let ticket): askToken(ticket)
    case .open(let id, let token): open(id, token)
    case .send(let range, let id):
      guard let link, link.id == id else { return }
      batch.bytes.withBytes { link.webSocket.send($0.extracting(range), as: .text) }
      report.diagnostics.recordSent(at: reactor.now)
    case .ping(let token, let id):
      guard let link, link.id == id else { return }
      var payload: [UInt8] = []
      payload.appendBigEndian(token)
      payload.withBytes { link.webSocket.ping($0) }
      report.diagnostics.recordHeartbeatSent(at: reactor.now)
    case .close(let id, let code, let reason):
      guard let link, link.id == id else { return }
      self.link = nil
      link.webSocket.close(code, reason: reason)
    case .abort(let id):
      if wanted == id { wanted = nil }
      guard let link, link.id == id else { return }
      self.link = nil
      link.webSocket.abort()
    case .fetch(let ticket, let room, let since): fetch(room, since, ticket)
    default: tell(action, bytes)
    }
  }

  private func tell(_ action: SessionAction, _ bytes: [UInt8]) {
    switch action {
    case .changed(let change):
      if change.to == .open { session.setWallClock(milliseconds: reactor.wallMilliseconds, at: reactor.now) }
      noteChange(change)
    case .deliver(let message):
      bytes.withBytes { deliver(message, to: batch.subscriptions[message.subscriptions], $0) }
    case .told(let message):
      bytes.withBytes { count(message, $0) }
      guard !handlers.isEmpty else { return }
      handle(bytes.withBytes { ClientMessage(message, in: $0) })
    case .answered(let id, let message):
      let answer = bytes.withBytes { ClientMessage(message, in: $0) }
      report.diagnostics.recordReceived(type: answer.type.rawValue, at: reactor.now)
      requests.removeValue(forKey: id)?(.success(answer))
    case .failed(let id, let error): requests.removeValue(forKey: id)?(.failure(error))
    case .accepted(let id, let message):
      let answer = message.map { message in bytes.withBytes { ClientMessage(message, in: $0) } }
      if let answer { report.diagnostics.recordReceived(type: answer.type.rawValue, at: reactor.now) }
      messages.removeValue(forKey: id)?(.success(answer))
    case .rejected(let id, let error): messages.removeValue(forKey: id)?(.failure(error))
    case .subscribed(let id, let place, let isRecovered): told(id, .subscribed(place, isRecovered: isRecovered))
    case .gap(let id, let gap):
      told(id, .gap(gap))
      let room = rooms[id] ?? ""
      tellReaders { $0.note(gap, of: room, at: reactor.now) }
    case .refused(let id, let error):
      told(id, .refused(error))
      states[id] = nil
      subscriptions.removeValue(forKey: id)?.finish()
      post(.subscriptionFailed(room: rooms.removeValue(forKey: id) ?? "", reason: error.description), "subscription")
    case .note(let note): noteEvent(note)
    case .askToken, .open, .send, .ping, .close, .abort, .fetch: return
    }
  }

  private func noteChange(_ change: SessionChange) {
    for watcher in watchers { watcher.append(change) }
    if let outcome = change.outcome { waiters.settle(outcome) }
    if case .lost(let error) = change.reason { lastFailure = error } else if change.to.isConnected { lastFailure = nil }
    for state in states.values { state.changeConnection(isConnected: change.to.isConnected) }
    let configuration = session.configuration
    tellReaders { $0.note(change, of: configuration, at: reactor.now) }
    guard change.to == .failed, case .gaveUp(let error) = change.reason else { return gaveUp = nil }
    gaveUp = error
    for channel in subscriptions.values { channel.append(.interrupted(error)) }
    // Where the rooms are polled, the states go on.
    guard configuration.fallback != .poll else { return }
    for state in states.values { state.receive(.interrupted(error)) }
  }

  /// A subscription is told something.
  private func told(_ id: SubscriptionID, _ event: SubscriptionEvent) {
    if let state = states[id] { state.receive(event) } else { subscriptions[id]?.append(event) }
  }

  private func noteEvent(_ note: SessionNote) {
    switch note {
    case .attemptFailed, .roundTrip, .hello, .renewing: report.note(note, at: reactor.now)
    case .attempting, .restartAnnounced, .suspended, .resumed, .serverError, .invalidMessage, .renewalFailed,
      .pollFailed, .unanswered:
      tellReaders { $0.note(note, at: reactor.now) }
    }
  }

  private func post(_ notice: Notice, _ event: String) {
    tellReaders { $0.tell(notice, event, at: reactor.now) }
  }

  /// Takes a toast away that the user has read.
  func dismiss(_ id: Int) { report.notifications.dismiss(id, at: reactor.now) }

  /// Changes the report, and tells those who read notices what is new in it.
  private func tellReaders(_ body: (inout SessionReport) -> Void) {
    let old = report.notifications.toasts
    body(&report)
    isSimulating = report.situation.isSimulating
    guard !noticeReaders.isEmpty else { return }
    for toast in report.notifications.toasts where !old.contains(toast) {
      for reader in noticeReaders { reader.append(toast) }
    }
  }

  // MARK: Delivering

  private func deliver(_ message: SessionMessage, to ids: ArraySlice<SubscriptionID>, _ bytes: RawSpan) {
    saveSoon()
    let isWanted = !ids.isEmpty || !handlers.isEmpty || !listeners.isEmpty
    guard isWanted else { return count(message, bytes) }
    let received = ClientMessage(message, in: bytes)
    // What nobody sent was not received.
    if !isSimulating { report.diagnostics.recordReceived(type: received.type.rawValue, at: reactor.now) }
    for id in ids { told(id, .message(received)) }
    for listener in listeners { listener.append(received) }
    handle(received)
  }

  private func count(_ message: SessionMessage, _ bytes: RawSpan) {
    report.diagnostics.recordReceived(type: message.type.string(in: bytes) ?? "", at: reactor.now)
  }

  private func handle(_ received: ClientMessage) {
    guard !handlers.isEmpty else { return }
    for number in handlers.keys.sorted() {
      guard let handler = handlers[number]?[received.type] else { continue }
      do {
        try handler(received)
      } catch {
        post(.handlerFailed(type: received.type.rawValue, error: "\(error)"), "handler")
      }
    }
  }

  func subscribe(
    _ room: String, _ filters: [UInt8]?, _ delivery: Delivery, _ since: SubscribeSince?, resumes: Bool
  ) throws(SessionError) -> (SubscriptionID, LoopChannel<SubscriptionEvent>) {
    try checkOpen()
    let channel: LoopChannel<SubscriptionEvent> = makeInbox()
    defer { perform([]) }
    let id = try session.subscribe(
      to: room, filters: filters, delivery: delivery, since: since, resumes: resumes, at: reactor.now, into: &output)
    subscriptions[id] = channel
    rooms[id] = room
    if let gaveUp { channel.append(.interrupted(gaveUp)) }
    return (id, channel)
  }

  /// The rooms that are subscribed to, sorted.
  var roomNames: [String] { Set(rooms.values).sorted() }

  /// Subscribes to the room of a state, which is told all that comes.
  func keep(_ state: StateDriver, filters: [UInt8]?) throws(SessionError) -> SubscriptionID {
    defer { perform([]) }
    let id = try session.subscribe(to: state.mirror.room, filters: filters, at: reactor.now, into: &output)
    states[id] = state
    rooms[id] = state.mirror.room
    state.changeConnection(isConnected: session.phase.isConnected)
    if let gaveUp, session.configuration.fallback != .poll { state.receive(.interrupted(gaveUp)) }
    return id
  }

  func unsubscribe(_ id: SubscriptionID) {
    subscriptions.removeValue(forKey: id)?.finish()
    states.removeValue(forKey: id)?.end()
    rooms[id] = nil
    tell { $0.unsubscribe(id, at: $1, into: &$2) }
  }

  func request(
    _ type: MessageType, _ payload: [UInt8], _ timeout: Duration?,
    _ done: @escaping (Result<ClientMessage, SessionError>) -> Void
  ) -> RequestID? {
    defer { perform([]) }
    do throws(SessionError) {
      try checkOpen()
      let id = try session.request(type, payload: payload, timeout: timeout, at: reactor.now, into: &output)
      requests[id] = done
      return id
    } catch {
      done(.failure(error))
      return nil
    }
  }

  func cancel(_ id: RequestID) {
    session.cancel(id)
    requests.removeValue(forKey: id)?(.failure(.cancelled))
  }

  /// Withdraws a message, because nobody waits for it any more or it took too long.
  func cancel(_ id: MessageID, because error: SessionError = .cancelled) {
    session.cancel(id)
    messages.removeValue(forKey: id)?(.failure(error))
  }

  /// Withdraws a message after a time, unless it is settled before.
  func limit(_ id: MessageID?, to timeout: Duration?, or error: (Duration) -> SessionError) {
    guard let id, let timeout, let done = messages[id] else { return }
    let error = error(timeout)
    let timer = reactor.after(timeout) { [weak self] in self?.cancel(id, because: error) }
    messages[id] = { [reactor] result in
      reactor.cancel(timer)
      done(result)
    }
  }

  /// Queues what `body` sends; `done` is told what became of it.
  func send(
    _ done: @escaping (Result<ClientMessage?, SessionError>) -> Void,
    _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) throws(SessionError) -> MessageID
  ) -> MessageID? {
    defer { perform([]) }
    do throws(SessionError) {
      try checkOpen()
      // Nobody would ever be told, and who waits could not be the one who connects.
      guard session.isTrying || session.link != nil || session.isSimulating else { throw .notConnected }
      let id = try body(&session, reactor.now, &output)
      messages[id] = done
      return id
    } catch {
      if case .queueFull(let waiting, _) = error { post(.queueFull(limit: waiting), "queue") }
      done(.failure(error))
      return nil
    }
  }

  func register(_ types: [MessageType: ClientHandler]) -> UInt64 {
    handlersEver += 1
    handlers[handlersEver] = types
    return handlersEver
  }

  func unregister(_ number: UInt64) { handlers[number] = nil }

  func listen() -> LoopChannel<ClientMessage> {
    let channel: LoopChannel<ClientMessage> = makeInbox()
    listeners.removeAll(where: \.isFinished)
    listeners.append(channel)
    if isClosed { channel.finish() }
    return channel
  }

  func watch() -> LoopChannel<SessionChange> {
    let channel = LoopChannel<SessionChange>(limit: Client.newsLimit, dropsOldest: true)
    watchers.removeAll(where: \.isFinished)
    watchers.append(channel)
    if isClosed { channel.finish() }
    return channel
  }

  func readNotices() -> LoopChannel<Toast> {
    let channel = LoopChannel<Toast>(limit: Client.newsLimit, dropsOldest: true)
    noticeReaders.removeAll(where: \.isFinished)
    noticeReaders.append(channel)
    if isClosed { channel.finish() }
    return channel
  }

  /// A channel that stops the reading of more while it is full.
  private func makeInbox<Element>() -> LoopChannel<Element> {
    let channel = LoopChannel<Element>(limit: configuration.inboxLimit)
    channel.fullness = { [weak self] isFull in self?.changeReading(isFull ? 1 : -1) }
    return channel
  }

  /// Whether a reader has too much to read.
  var isHeldBack: Bool { fullChannels > 0 }

  private func changeReading(_ change: Int) {
    fullChannels += change
    updateReading()
  }

  /// Reads no more while a reader has too much to read.
  func updateReading() {
    if fullChannels > 0 { link?.webSocket.stream.pauseReading() } else { link?.webSocket.stream.resumeReading() }
  }

  // MARK: Remembering

  /// Writes what was seen to the file, a second after the first of it.
  private func saveSoon() {
    guard file != nil, !isSaveDue else { return }
    isSaveDue = true
    reactor.after(.seconds(1)) { [weak self] in self?.save() }
  }

  /// Writes what was seen to the file; `done` is called on another thread.
  func save(_ done: @escaping @Sendable () -> Void = {}) {
    isSaveDue = false
    guard let file else { return done() }
    file.write(session.memory.json, done)
  }

  // MARK: The end

  func checkOpen() throws(SessionError) {
    if isClosed { throw .clientClosed }
  }

  /// Ends everything; the sequences end.
  func finish() {
    tell { $0.disconnect(at: $1, into: &$2) }
    isClosed = true
    for state in states.values { state.end() }
    states = [:]
    for channel in subscriptions.values { channel.finish() }
    for channel in listeners { channel.finish() }
    for channel in watchers { channel.finish() }
    for channel in noticeReaders { channel.finish() }
    noticeReaders = []
    (subscriptions, listeners, watchers, handlers) = ([:], [], [], [:])
  }
}
