import FoundationEssentials
public import TautDiagnostics
public import TautEnvelope
public import TautEventLoop
import TautHandshake
public import TautHealth
public import TautNotifications
public import TautSession
public import TautWebSocket

/// A connection that survives everything, for async code.
///
/// ```swift
/// try await Client.withConnection("ws://127.0.0.1:8000/ws") { client in
///   for try await odds in try await client.subscribe(to: "mlb", as: Odds.self) { print(odds) }
/// }
/// ```
///
/// All decisions are ``Session``'s; a client carries them out on an event loop. One that nobody holds any more is closed.
public final class Client: Sendable {
  /// How many changes and notices are kept of those that nobody reads; the oldest are dropped.
  public static let newsLimit = 1_024

  /// The loop that the client lives on.
  public let loop: EventLoop

  private let driver: LoopBound<SessionDriver>

  private init(
    _ configuration: ClientConfiguration, _ memory: SessionMemory?, _ file: MemoryFile?, on loop: isolated EventLoop
  ) {
    self.loop = loop
    driver = LoopBound(SessionDriver(configuration, memory, file, on: loop), on: loop)
  }

  deinit {
    loop.submit { [driver] loop in
      let driver = driver.value(on: loop)
      guard !driver.isClosed else { return }
      driver.finish()
      driver.save()
    }
  }

  // MARK: Lifecycle

  /// Connects, lends the client to `body`, and closes it when `body` ends, however it ends.
  ///
  /// - Parameters:
  ///   - url: A `ws` or `wss` URL.
  ///   - body: What is done with the client.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``ConnectError`` when the process can have no loop.
  public static func withConnection<Value>(
    _ url: String, _ body: (Client) async throws -> sending Value
  ) async throws -> sending Value {
    try await withConnection(ClientConfiguration(url: url), body)
  }

  /// Connects, lends the client to `body`, and closes it when `body` ends, however it ends.
  ///
  /// - Parameters:
  ///   - configuration: How to connect.
  ///   - loop: A running loop; nil takes the one that all of the process share.
  ///   - body: What is done with the client.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws; ``ConnectError`` when the process can have no loop.
  public static func withConnection<Value>(
    _ configuration: ClientConfiguration, on loop: EventLoop? = nil, _ body: (Client) async throws -> sending Value
  ) async throws -> sending Value {
    let client = try await open(configuration, on: loop)
    do {
      let value = try await body(client)
      await client.close()
      return value
    } catch {
      await client.close()
      throw error
    }
  }

  /// Makes a client and begins to connect; it does not wait for the connection.
  ///
  /// Close it with ``close()``.
  ///
  /// - Throws: ``ConnectError/url(_:)`` for what is no WebSocket URL, ``ConnectError/options(_:)`` for a memory file that is none.
  public static func open(
    _ configuration: ClientConfiguration, on loop: EventLoop? = nil
  ) async throws(ConnectError) -> Client {
    let client = try await prepared(configuration, on: loop)
    await client.connect()
    return client
  }

  /// Makes a client that does not connect before ``connect()``: listen and subscribe first, and nothing is missed.
  ///
  /// Close it with ``close()``.
  ///
  /// - Throws: As ``open(_:on:)``.
  public static func prepared(
    _ configuration: ClientConfiguration, on loop: EventLoop? = nil
  ) async throws(ConnectError) -> Client {
    try check(configuration.session.url)
    let file = configuration.memoryFile.map(MemoryFile.init)
    var memory = configuration.memory
    if memory == nil, let file { memory = try file.read() }
    return await make(configuration, memory, file, on: try loop.orShared())
  }

  private static func check(_ url: String?) throws(ConnectError) {
    do throws(WebSocketURLError) {
      _ = try url.map { url throws(WebSocketURLError) in try WebSocketURL(url) }
    } catch {
      throw .url(error.description)
    }
  }

  private static func make(
    _ configuration: ClientConfiguration, _ memory: SessionMemory?, _ file: MemoryFile?, on loop: isolated EventLoop
  ) -> Client {
    Client(configuration, memory, file, on: loop)
  }

  /// Begins to connect, and stays at it; see ``Session/connect(at:into:)``.
  public func connect() async {
    await withDriver { driver in
      if !driver.isClosed { driver.tell { $0.connect(at: $1, into: &$2) } }
    }
  }

  /// Waits until the client is connected; at once where it is.
  ///
  /// - Parameter limit: How long to wait, or nil for as long as it takes.
  /// - Throws: Why there will be no connection: the error with which it was given up; ``SessionError/notConnected`` where nobody
  ///   has called ``connect()`` or there is only the fallback. After `limit`, which ends nothing but the wait, what ended the
  ///   last attempt, or ``SessionError/connectTimeout(_:)`` where there was none.
  public func ready(within limit: Duration? = nil) async throws(SessionError) {
    try await settle({ $0.awaitConnection(limit, $1) }, cancelling: { $0.cancelWait($1) })
  }

  /// Ends the connection for good: nothing is tried until the next ``connect()``.
  public func disconnect() async { await tell { $0.disconnect(at: $1, into: &$2) } }

  /// The program is put to sleep: no heartbeat and no attempts until ``resume()``.
  public func suspend() async { await tell { $0.suspend(at: $1, into: &$2) } }

  /// The program goes on.
  public func resume() async { await tell { $0.resume(at: $1, into: &$2) } }

  /// The network is another one: the server is asked at once, or the next attempt is made now.
  public func networkChanged() async { await tell { $0.networkChanged(at: $1, into: &$2) } }

  /// Changes the session's configuration at run time; the token provider and all else stays.
  ///
  /// Another URL, or switching on or off, takes effect at once. Subscriptions and queue stay.
  ///
  /// - Throws: ``ConnectError/url(_:)`` for what is no WebSocket URL; nothing is changed then.
  public func setConfiguration(_ configuration: SessionConfiguration) async throws(ConnectError) {
    try Self.check(configuration.url)
    await withDriver { $0.setConfiguration(configuration) }
  }

  /// Changes at run time how the client connects, and as whom.
  ///
  /// Another URL takes effect at once. The token provider, the request, TLS, the proxy and what is polled count from the next
  /// attempt on: a connection that is open stays open, and renews its token with the new provider. What the client remembers,
  /// simulates and holds for its readers stays as it was made.
  ///
  /// - Throws: ``ConnectError/url(_:)`` for what is no WebSocket URL; nothing is changed then.
  public func setConfiguration(_ configuration: ClientConfiguration) async throws(ConnectError) {
    try Self.check(configuration.session.url)
    await withDriver { $0.setConfiguration(configuration) }
  }

  /// Ends the connection, all subscriptions and all sequences, and writes the memory file.
  ///
  /// It is for ever: what is asked afterwards throws ``SessionError/clientClosed``, sequences end at once, and ``connect()`` does
  /// nothing. To connect again later, ``disconnect()``.
  public func close() async {
    await withDriver { $0.finish() }
    await Self.save(driver, on: loop)
  }

  // MARK: State

  /// Where the client stands.
  public func phase() async -> SessionPhase { await withDriver { $0.session.phase } }

  /// The client's id and what it has seen, for the next run of the program.
  public func memory() async -> SessionMemory { await withDriver { $0.session.memory } }

  /// The changes of the phase, from now on; of those that nobody reads the last ``newsLimit`` are kept.
  public func states() async -> ClientStream<SessionChange> {
    await withLoop { loop, driver in ClientStream(end: ChannelEnd(driver.watch(), on: loop)) }
  }

  /// What the user has to know, as it comes up: lost connections, gaps, failed handlers.
  ///
  /// Of what nobody reads the last ``newsLimit`` are kept.
  public func notifications() async -> ClientStream<Toast> {
    await withLoop { loop, driver in ClientStream(end: ChannelEnd(driver.readNotices(), on: loop)) }
  }

  /// The toasts that are to be shown now, oldest first; see ``Notifications``.
  public func toasts() async -> [Toast] { await withDriver { $0.report.notifications.toasts } }

  /// Takes a toast away that the user has read; its topic is silent for half a minute.
  public func dismiss(_ toast: Toast) async { await withDriver { $0.dismiss(toast.id) } }

  /// What happened, for developers: the lines after the one with this number, of the last 200.
  public func log(after sequence: Int = 0) async -> [LogEntry] {
    await withDriver { Array($0.report.diagnostics.log.entries(after: sequence)) }
  }

  /// What the status indicator shows: colour, label, attempt, countdown.
  public func indicator() async -> StatusIndicator {
    await withDriver { $0.report.notifications.indicator(at: $0.reactor.now) }
  }

  /// Why the client stands where it stands, and what to do.
  public func explain() async -> Explanation { await withDriver { $0.report.diagnostics.explain(at: $0.reactor.now) } }

  /// The state with its figures and attempts, as S2's client shows it.
  public func state() async -> ConnectionState {
    await withDriver { $0.report.diagnostics.state(at: $0.reactor.now) }
  }

  /// How well the connection serves.
  public func health() async -> HealthReport { await withDriver { $0.report.health.report(at: $0.reactor.now) } }

  /// The messages of all rooms and of none, from now on.
  public func messages() async -> ClientStream<ClientMessage> {
    await withLoop { loop, driver in ClientStream(end: ChannelEnd(driver.listen(), on: loop)) }
  }

  // MARK: Requests and messages

  /// Asks the server something; the answer, an error, the timeout or the loss of the connection ends it, exactly once.
  ///
  /// A task that is cancelled gets ``SessionError/cancelled``.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - payload: One JSON value.
  ///   - timeout: How long to wait, or nil for the configuration's time.
  /// - Returns: The answer.
  /// - Throws: ``SessionError``.
  public func request(
    _ type: MessageType, json payload: [UInt8] = Array("{}".utf8), timeout: Duration? = nil
  ) async throws(SessionError) -> ClientMessage {
    try await settle({ $0.request(type, payload, timeout, $1) }, cancelling: { $0.cancel($1 as RequestID) })
  }

  /// Asks the server something with a value of your own, and decodes the answer.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - payload: What to ask.
  ///   - answer: What the answer is.
  ///   - timeout: How long to wait, or nil for the configuration's time.
  /// - Returns: The content of the answer.
  /// - Throws: ``SessionError``, or what `Codable` throws.
  public func request<Answer: Decodable>(
    _ type: MessageType, _ payload: some Encodable, as answer: Answer.Type = Answer.self, timeout: Duration? = nil
  ) async throws -> Answer {
    let json = Array(try JSONEncoder().encode(payload))
    return try await request(type, json: json, timeout: timeout).decode()
  }

  /// Asks the server something that needs no payload, and decodes the answer.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - answer: What the answer is.
  ///   - timeout: How long to wait, or nil for the configuration's time.
  /// - Returns: The content of the answer.
  /// - Throws: ``SessionError``, or what `Codable` throws.
  public func request<Answer: Decodable>(
    _ type: MessageType, as answer: Answer.Type = Answer.self, timeout: Duration? = nil
  ) async throws -> Answer {
    try await request(type, json: Array("{}".utf8), timeout: timeout).decode()
  }

  /// Sends a message, now or as soon as there is a connection; it returns when it was handed to one.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - payload: One JSON value.
  ///   - timeout: How long to wait for a connection, after which the message is withdrawn; nil for as long as it takes. With zero
  ///     it is sent now or not at all.
  /// - Throws: ``SessionError``: ``SessionError/connectTimeout(_:)`` after `timeout`.
  public func send(
    _ type: MessageType, json payload: [UInt8] = Array("{}".utf8), timeout: Duration? = nil
  ) async throws(SessionError) {
    try await queue(timeout, or: { .connectTimeout($0) }) { session, now, output throws(SessionError) in
      try session.send(type, payload: payload, at: now, into: &output)
    }
  }

  /// Sends a message with a value of your own, now or as soon as there is a connection; it returns when it was handed to one.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - payload: What to send.
  ///   - timeout: As in ``send(_:json:timeout:)``.
  /// - Throws: ``SessionError``, or what `Codable` throws.
  public func send(_ type: MessageType, _ payload: some Encodable, timeout: Duration? = nil) async throws {
    try await send(type, json: Array(try JSONEncoder().encode(payload)), timeout: timeout)
  }

  /// Publishes to a room, once, whatever happens to connections; it returns when the server has confirmed it.
  ///
  /// A task that is cancelled gets ``SessionError/cancelled``. What was not sent by then is not published; what was sent may
  /// be, and is not sent again.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - type: The type of the publication.
  ///   - payload: What to publish.
  ///   - timeout: How long to wait for the confirmation, after which the message is withdrawn; nil for as long as it takes,
  ///     connections or not.
  /// - Throws: ``SessionError``, or what `Codable` throws.
  public func publish(
    to room: String, _ type: MessageType, _ payload: some Encodable, timeout: Duration? = nil
  ) async throws {
    let json = Array(try JSONEncoder().encode(payload))
    try await queue(timeout, or: { .requestTimeout($0) }) { session, now, output throws(SessionError) in
      try session.publish(to: room, type, payload: json, at: now, into: &output)
    }
  }

  // MARK: Rooms and handlers

  /// Subscribes to a room, now or as soon as there is a connection, and again after each reconnect.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - type: What the content of its messages is.
  ///   - types: The types of the messages whose content that is, under any of their names; nil for all. The others go to
  ///     ``Subscription/events``, handlers and ``messages()``.
  ///   - filters: Which messages, a JSON object, or nil for all.
  ///   - delivery: How they are delivered: throttled, conflated, in batches; asked for again on each new connection. Where
  ///     subscriptions of this client to one room differ in it, or in their filters, all get each message as it comes.
  ///   - since: Begin after this position.
  ///   - resumes: Begin after what ``ClientConfiguration/memory`` has seen.
  /// - Returns: The messages, each once and in order.
  /// - Throws: ``SessionError`` where there are too many subscriptions, or the filters are no filters.
  public func subscribe<Value: Decodable & Sendable>(
    to room: String, as type: Value.Type = Value.self, types: Set<MessageType>? = nil, filters: String? = nil,
    delivery: Delivery = Delivery(),
    since: SubscribeSince? = nil, resumes: Bool = false
  ) async throws(SessionError) -> Subscription<Value> {
    let result = await withLoop { loop, driver in
      Result { () throws(SessionError) in
        let (id, channel) = try driver.subscribe(
          room, filters.map { Array($0.utf8) }, delivery, since, resumes: resumes)
        return (id, ChannelEnd(channel, on: loop))
      }
    }
    let (id, end) = try result.get()
    return Subscription(id: id, client: self, end: end, types: types.map { Set($0.map(\.canonical)) })
  }

  /// Registers handlers by type; several sets stand side by side.
  ///
  /// - Parameter handlers: What to call for each type, on the client's loop.
  /// - Returns: What ends the registration.
  public func register(_ handlers: [MessageType: ClientHandler]) async -> HandlerToken {
    let number = await withDriver { $0.register(handlers) }
    return HandlerToken(number: number, client: self)
  }

  func unregister(_ number: UInt64) async { await withDriver { $0.unregister(number) } }

  func unsubscribe(_ id: SubscriptionID) async { await withDriver { $0.unsubscribe(id) } }

  // MARK: Reaching the loop

  private func tell(
    _ body: @Sendable (inout Session, ContinuousClock.Instant, inout SessionOutput) -> Void
  ) async {
    await withDriver { $0.tell(body) }
  }

  func withDriver<Value: Sendable>(_ body: @Sendable (SessionDriver) -> Value) async -> Value {
    await withLoop { _, driver in body(driver) }
  }

  func withLoop<Value: Sendable>(_ body: @Sendable (isolated EventLoop, SessionDriver) -> Value) async -> Value {
    await Self.run(driver, on: loop, body)
  }

  private static func run<Value: Sendable>(
    _ driver: LoopBound<SessionDriver>, on loop: isolated EventLoop,
    _ body: @Sendable (isolated EventLoop, SessionDriver) -> Value
  ) async -> Value {
    body(loop, driver.value(on: loop))
  }

  /// Queues a message, and waits for what becomes of it.
  private func queue(
    _ timeout: Duration?, or error: @escaping @Sendable (Duration) -> SessionError,
    _ body: @Sendable (inout Session, ContinuousClock.Instant, inout SessionOutput) throws(SessionError) -> MessageID
  ) async throws(SessionError) {
    _ = try await settle(
      { driver, done in
        let id = driver.send(done, body)
        driver.limit(id, to: timeout, or: error)
        return id
      }, cancelling: { $0.cancel($1 as MessageID) })
  }

  /// Begins something on the loop, and waits for what becomes of it; a task that is cancelled waits no longer.
  func settle<ID: Sendable, Value: Sendable, Failure: Error>(
    _ begin: @Sendable (SessionDriver, @escaping (Result<Value, Failure>) -> Void) -> ID?,
    cancelling cancel: @escaping @Sendable (SessionDriver, ID) -> Void
  ) async throws(Failure) -> Value {
    try await Self.settle(driver, on: loop, begin, cancel).get()
  }

  private static func settle<ID: Sendable, Value: Sendable, Failure: Error>(
    _ driver: LoopBound<SessionDriver>, on loop: isolated EventLoop,
    _ begin: @Sendable (SessionDriver, @escaping (Result<Value, Failure>) -> Void) -> ID?,
    _ cancel: @escaping @Sendable (SessionDriver, ID) -> Void
  ) async -> Result<Value, Failure> {
    let begun = LoopBound(Begun<ID>(), on: loop)
    return await withTaskCancellationHandler {
      await withCheckedContinuation(isolation: loop) { continuation in
        loop.assertIsolated()
        let driver = driver.value(on: loop)
        let id = begin(driver) { continuation.resume(returning: $0) }
        begun.value(on: loop).id = id
        if let id, Task.isCancelled { cancel(driver, id) }
      }
    } onCancel: {
      loop.submit { loop in
        if let id = begun.value(on: loop).id { cancel(driver.value(on: loop), id) }
      }
    }
  }

  /// What a task waits for.
  private final class Begun<ID> {
    var id: ID?
  }

  private static func save(_ driver: LoopBound<SessionDriver>, on loop: isolated EventLoop) async {
    await withCheckedContinuation(isolation: loop) { done in
      loop.assertIsolated()
      driver.value(on: loop).save { done.resume() }
    }
  }
}
