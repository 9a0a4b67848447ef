import Dispatch
import TautBytes
import TautCrypto
import TautEnvelope
import TautEventLoop
import TautFraming
import TautHandshake
import TautJSON
import TautSession
import TautTLS
import TautWebSocket

/// Carries out on an event loop what a session decides.
final class SessionDriver {
  private(set) var session: Session
  private let configuration: ClientConfiguration
  private let loop: EventLoop
  private let reactor: Reactor
  private var output = SessionOutput()
  private var batch = SessionOutput()
  private var isPerforming = false
  private var timer: TimerID?
  private var deadline: ContinuousClock.Instant?

  private var link: SessionLink?
  /// The attempt whose connection is still wanted.
  private var wanted: LinkID?

  private var subscriptions: [SubscriptionID: LoopChannel<SubscriptionEvent>] = [:]
  private var requests: [RequestID: (Result<ClientMessage, SessionError>) -> Void] = [:]
  private var messages: [MessageID: (Result<ClientMessage?, SessionError>) -> Void] = [:]
  private var handlers: [UInt64: [MessageType: ClientHandler]] = [:]
  private var handlersEver: UInt64 = 0
  private var listeners: [LoopChannel<ClientMessage>] = []
  private var watchers: [LoopChannel<SessionChange>] = []
  private var isPaused = false

  init(_ configuration: ClientConfiguration, on loop: isolated EventLoop) {
    self.configuration = configuration
    self.loop = loop
    reactor = loop.reactor
    var settings = configuration.session
    settings.usesTokenProvider = configuration.token != nil
    let memory = configuration.memory ?? SessionMemory(clientID: SystemRandom.uuid())
    let seed = SystemRandom.bytes(count: 8).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    session = Session(
      settings, memory: memory, seed: seed, at: loop.reactor.now, milliseconds: loop.reactor.wallMilliseconds)
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

  private func receive(_ text: RawSpan, on id: LinkID) {
    session.receive(text: text, on: id, at: reactor.now, into: &output)
    // Most messages only go to readers, and change nothing about what is waited for.
    let changesNothing = output.actions.allSatisfy { if case .deliver = $0 { true } else { false } }
    guard changesNothing, !isPerforming else { return perform([UInt8](text, in: 0..<text.byteCount)) }
    for action in output.actions {
      if case .deliver(let message) = action { deliver(message, to: output.subscriptions[message.subscriptions], text) }
    }
    output.removeAll()
  }

  private func perform(_ bytes: [UInt8]) {
    guard !isPerforming else { return }
    isPerforming = true
    var bytes = bytes
    repeat {
      swap(&output, &batch)
      for action in batch.actions { perform(action, bytes) }
      batch.removeAll()
      bytes = []
      deadline = session.poll(at: reactor.now, into: &output)
    } while !output.isEmpty
    isPerforming = false
    setTimer()
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
    case .ping(let token, let id):
      guard let link, link.id == id else { return }
      var payload: [UInt8] = []
      payload.appendBigEndian(token)
      payload.withBytes { link.webSocket.ping($0) }
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
      for watcher in watchers { watcher.append(change) }
    case .deliver(let message):
      bytes.withBytes { deliver(message, to: batch.subscriptions[message.subscriptions], $0) }
    case .answered(let id, let message):
      let answer = bytes.withBytes { ClientMessage(message, in: $0) }
      requests.removeValue(forKey: id)?(.success(answer))
    case .failed(let id, let error): requests.removeValue(forKey: id)?(.failure(error))
    case .accepted(let id, let message):
      let answer = message.map { message in bytes.withBytes { ClientMessage(message, in: $0) } }
      messages.removeValue(forKey: id)?(.success(answer))
    case .rejected(let id, let error): messages.removeValue(forKey: id)?(.failure(error))
    case .subscribed(let id, let place, let isRecovered):
      subscriptions[id]?.append(.subscribed(place, isRecovered: isRecovered))
    case .gap(let id, let gap): subscriptions[id]?.append(.gap(gap))
    case .refused(let id, let error):
      let channel = subscriptions.removeValue(forKey: id)
      channel?.append(.refused(error))
      channel?.finish()
    case .note, .askToken, .open, .send, .ping, .close, .abort, .fetch: return
    }
  }

  // MARK: Tokens

  private func askToken(_ ticket: UInt64) {
    guard let provider = configuration.token else { return }
    let handle = handle
    Task(executorPreference: loop.executor) { [loop] in
      let result: Result<SessionToken?, any Error>
      do {
        result = .success(try await provider())
      } catch {
        result = .failure(error)
      }
      loop.submit { loop in
        let driver = handle.value(on: loop)
        switch result {
        case .success(let token): driver.tell { $0.receiveToken(token, ticket: ticket, at: $1, into: &$2) }
        case .failure(let error): driver.tell { $0.receiveTokenFailure("\(error)", ticket: ticket, at: $1, into: &$2) }
        }
      }
    }
  }

  private var handle: LoopBound<SessionDriver> {
    LoopBound(self, checking: loop)
  }

  // MARK: Connections

  private func open(_ id: LinkID, _ token: String?) {
    wanted = id
    var options = configuration.connection
    options.pingInterval = nil
    options.openTimeout = session.configuration.connectTimeout
    var url = session.configuration.url ?? ""
    if let token {
      switch configuration.tokenPlacement {
      case .header: options.bearerToken = token
      case .query: url += "\(url.contains("?") ? "&" : "?")token=\(token)"
      }
    }
    let handle = handle
    Connection.plan(url, options, on: loop) { loop, plan in
      let driver = handle.value(on: loop)
      switch plan {
      case .success(let plan): Connection.attempt(plan, on: loop) { driver.opened(id, $0) }
      case .failure(let error): driver.opened(id, .failure(error))
      }
    }
  }

  private func opened(_ id: LinkID, _ outcome: Result<WebSocket, ConnectError>) {
    switch outcome {
    case .success(let webSocket):
      guard wanted == id else { return webSocket.abort() }
      wanted = nil
      let link = SessionLink(id, webSocket, driver: self)
      self.link = link
      webSocket.handler = link
      tell { $0.receiveOpen(id, at: $1, into: &$2) }
    case .failure(let error):
      guard wanted == id else { return }
      wanted = nil
      tell { $0.receiveFailure(id, SessionError(error), at: $1, into: &$2) }
    }
  }

  func received(_ message: RawSpan, on link: SessionLink) {
    guard self.link === link else { return }
    receive(message, on: link.id)
    updateReading()
  }

  func receivedPong(_ token: UInt64, on link: SessionLink) {
    tell { $0.receivePong(token, on: link.id, at: $1, into: &$2) }
  }

  func receivedTraffic(on link: SessionLink) {
    tell { s, now, _ in s.receiveTraffic(on: link.id, at: now) }
  }

  func closed(_ link: SessionLink, _ ending: Ending) {
    if self.link === link { self.link = nil }
    tell { $0.receiveClosed(link.id, SessionError(ending), at: $1, into: &$2) }
  }

  /// Reads no more while a reader has too much to read.
  private func updateReading() {
    let limit = configuration.inboxLimit
    let isFull = subscriptions.values.contains { $0.count > limit } || listeners.contains { $0.count > limit }
    guard isFull != isPaused, let link else { return }
    isPaused = isFull
    if isFull { link.webSocket.stream.pauseReading() } else { link.webSocket.stream.resumeReading() }
  }

  // MARK: Polling

  private func fetch(_ room: String, _ since: SubscribeSince?, _ ticket: UInt64) {
    tell { session, _, output in
      session.receivePollEnd(ticket: ticket, failure: "polling is not available", into: &output)
    }
  }

  // MARK: Delivering

  private func deliver(_ message: SessionMessage, to ids: ArraySlice<SubscriptionID>, _ bytes: RawSpan) {
    guard !ids.isEmpty || !handlers.isEmpty || !listeners.isEmpty else { return }
    let received = ClientMessage(message, in: bytes)
    for id in ids { subscriptions[id]?.append(.message(received)) }
    for listener in listeners { listener.append(received) }
    guard !handlers.isEmpty else { return }
    for number in handlers.keys.sorted() {
      if let handler = handlers[number]?[received.type] { handler(received) }
    }
  }

  func subscribe(_ room: String, _ filters: [UInt8]?, _ since: SubscribeSince?, resumes: Bool) throws(SessionError)
    -> (SubscriptionID, LoopChannel<SubscriptionEvent>)
  {
    let channel = LoopChannel<SubscriptionEvent>()
    channel.taken = { [weak self] in if self?.isPaused == true { self?.updateReading() } }
    defer { perform([]) }
    let id = try session.subscribe(
      to: room, filters: filters, since: since, resumes: resumes, at: reactor.now, into: &output)
    subscriptions[id] = channel
    return (id, channel)
  }

  func unsubscribe(_ id: SubscriptionID) {
    subscriptions.removeValue(forKey: id)?.finish()
    tell { $0.unsubscribe(id, at: $1, into: &$2) }
  }

  func request(
    _ type: MessageType, _ payload: [UInt8], _ timeout: Duration?,
    _ done: @escaping (Result<ClientMessage, SessionError>) -> Void
  ) -> RequestID? {
    defer { perform([]) }
    do throws(SessionError) {
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
    requests.removeValue(forKey: id)?(.failure(.disconnected))
  }

  /// Queues what `body` sends; `done` is told what became of it.
  func send(
    _ done: @escaping (Result<ClientMessage?, SessionError>) -> Void,
    _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) throws(SessionError) -> MessageID
  ) {
    defer { perform([]) }
    do throws(SessionError) {
      messages[try body(&session, reactor.now, &output)] = done
    } catch {
      done(.failure(error))
    }
  }

  func register(_ types: [MessageType: ClientHandler]) -> UInt64 {
    handlersEver += 1
    handlers[handlersEver] = types
    return handlersEver
  }

  func unregister(_ number: UInt64) { handlers[number] = nil }

  func listen() -> LoopChannel<ClientMessage> {
    let channel = LoopChannel<ClientMessage>()
    channel.taken = { [weak self] in if self?.isPaused == true { self?.updateReading() } }
    listeners.append(channel)
    return channel
  }

  func watch() -> LoopChannel<SessionChange> {
    let channel = LoopChannel<SessionChange>()
    watchers.append(channel)
    return channel
  }

  /// Ends everything; the sequences end.
  func finish() {
    tell { $0.disconnect(at: $1, into: &$2) }
    for channel in subscriptions.values { channel.finish() }
    for channel in listeners { channel.finish() }
    for channel in watchers { channel.finish() }
    (subscriptions, listeners, watchers, handlers) = ([:], [], [], [:])
  }
}
