import Dispatch
public import TautEventLoop
public import TautFraming
import TautHandshake
import TautTLS
public import TautWebSocket

/// An open WebSocket connection, for async code.
///
/// ```swift
/// let connection = try await Connection.open("ws://127.0.0.1:8000/ws/me")
/// try await connection.send(.text("hello"))
/// while let message = try await connection.receive() { print(message) }
/// ```
///
/// The connection lives on an event loop. A task that prefers the loop's executor reaches it without changing threads;
/// any other task pays two thread changes for each call that has to wait.
public final class Connection: Sendable {
  /// The loop that the connection lives on.
  public let loop: EventLoop

  /// The subprotocol that the server chose, or nil.
  public let subprotocol: String?

  /// The extensions that were negotiated, as in `Sec-WebSocket-Extensions`, or an empty string.
  public let extensions: String

  private let bound: LoopBound<ClientSession>

  private init(_ session: ClientSession, _ answer: OpenedWebSocket, loop: isolated EventLoop) {
    self.loop = loop
    bound = LoopBound(session, on: loop)
    subprotocol = answer.subprotocol
    extensions = answer.deflate?.response ?? ""
  }

  // MARK: Opening

  /// Opens a connection to `url`.
  ///
  /// - Parameters:
  ///   - url: A `ws` or `wss` URL.
  ///   - options: What to ask for and to allow.
  ///   - loop: A running loop; nil takes the one that all of the process share.
  /// - Returns: The open connection.
  /// - Throws: ``ConnectError`` that says which step failed; ``ConnectError/cancelled`` in a task that is cancelled before the
  ///   connection is open.
  public static func open(
    _ url: String, options: ConnectOptions = ConnectOptions(), on loop: EventLoop? = nil
  ) async throws(ConnectError) -> Connection {
    let request = try request(url, options)
    let tls = try request.url.isSecure ? context(options) : nil
    let addresses = try await addresses(of: request.url, options.proxy)
    let loop = try loop.orShared()
    let result = await open(request, addresses, tls, options, on: loop)
    return try result.get()
  }

  static func request(_ url: String, _ options: ConnectOptions) throws(ConnectError) -> ClientUpgradeRequest {
    do throws(WebSocketURLError) {
      var request = ClientUpgradeRequest(try WebSocketURL(url))
      request.subprotocols = options.subprotocols
      request.origin = options.origin
      request.fields = options.headers
      if let token = options.bearerToken {
        request.fields.append(HeadField(name: "Authorization", value: "Bearer \(token)"))
      }
      if options.deflate { request.deflate = DeflateConfiguration() }
      return request
    } catch {
      throw .url(error.description)
    }
  }

  static func context(_ options: ConnectOptions) throws(ConnectError) -> TLSContext {
    do throws(TLSFileError) {
      return try TLSContext.client(
        trust: options.trust, certificateFile: options.certificateFile, keyFile: options.keyFile)
    } catch {
      throw .options(error.description)
    }
  }

  /// Looks up the server, or the proxy before it, on a thread that may block.
  static func addresses(
    of server: WebSocketURL, _ proxy: ProxyURL?
  ) async throws(ConnectError) -> [SocketAddress] {
    if let numeric = SocketAddress(host: proxy?.host ?? server.host, port: UInt16(proxy?.port ?? server.port)) {
      return [numeric]
    }
    let result = await withCheckedContinuation {
      (done: CheckedContinuation<Result<[SocketAddress], ConnectError>, Never>) in
      DispatchQueue.global().async {
        done.resume(
          returning: Result { () throws(ConnectError) in try resolve(server, proxy) })
      }
    }
    return try result.get()
  }

  /// Looks up the server, or the proxy before it; this may block.
  static func resolve(_ server: WebSocketURL, _ proxy: ProxyURL?) throws(ConnectError) -> [SocketAddress] {
    do throws(ResolutionError) {
      return try SocketAddress.resolve(
        host: proxy?.host ?? server.host, port: UInt16(proxy?.port ?? server.port))
    } catch {
      throw .resolution(error.description)
    }
  }

  private static func open(
    _ request: ClientUpgradeRequest, _ addresses: [SocketAddress], _ tls: TLSContext?, _ options: ConnectOptions,
    on loop: isolated EventLoop
  ) async -> Result<Connection, ConnectError> {
    let pending = Pending()
    let handle = LoopBound(pending, on: loop)
    return await withTaskCancellationHandler {
      await withCheckedContinuation(isolation: loop) { done in
        loop.assertIsolated()
        let context = options.context(on: loop)
        do throws(ConnectError) {
          let attempt = try WebSocketAttempt(
            request, to: addresses, through: options.proxy, tls: tls, timeout: options.openTimeout, context: context,
            on: loop.reactor
          ) { outcome in
            pending.attempt = nil
            done.resume(
              returning: outcome.map { opened in
                Connection(ClientSession(opened.webSocket, options: options), opened.answer, loop: loop)
              })
          }
          pending.attempt = attempt
          attempt.start()
          if Task.isCancelled { attempt.cancel() }
        } catch {
          done.resume(returning: .failure(error))
        }
      }
    } onCancel: {
      loop.submit { loop in handle.value(on: loop).attempt?.cancel() }
    }
  }

  /// The attempt that a cancellation gives up.
  private final class Pending {
    var attempt: WebSocketAttempt?
  }

  // MARK: Receiving

  /// Receives the next message.
  ///
  /// - Parameter limit: How long to wait, or nil for as long as it takes.
  /// - Returns: The message, or nil once the connection is closed and everything that came before is taken.
  /// - Throws: ``ConnectionError/timeout(_:)`` or ``ConnectionError/cancelled``; no message is lost by either.
  public func receive(within limit: Duration? = nil) async throws(ConnectionError) -> Message? {
    try await receive(within: limit, on: loop)
  }

  private func receive(
    within limit: Duration?, on loop: isolated EventLoop
  ) async throws(ConnectionError) -> Message? {
    let session = bound.value(on: loop)
    if let message = session.takeMessage() { return message }
    if session.ending != nil { return nil }
    var message: Message?
    await wait(
      limit, on: loop,
      unless: { session in
        message = session.takeMessage()
        return message != nil
      }
    ) { $0.awaitMessage($1) }
    if let message = message ?? session.takeMessage() { return message }
    if session.ending != nil { return nil }
    throw gaveUp(limit)
  }

  /// The messages until the connection is closed.
  public var messages: Messages { Messages(connection: self) }

  // MARK: Sending

  /// Sends a message.
  ///
  /// While the transport is held back by the peer it waits first.
  ///
  /// - Parameters:
  ///   - message: What to send.
  ///   - limit: How long to wait, or nil for as long as it takes.
  /// - Throws: ``ConnectionError/timeout(_:)``, ``ConnectionError/cancelled`` or ``ConnectionError/closed(_:)``; the
  ///   message is not sent then.
  public func send(_ message: Message, within limit: Duration? = nil) async throws(ConnectionError) {
    try await send(message, within: limit, on: loop)
  }

  private func send(
    _ message: Message, within limit: Duration?, on loop: isolated EventLoop
  ) async throws(ConnectionError) {
    let session = bound.value(on: loop)
    if !session.isWritable && session.ending == nil {
      await wait(limit, on: loop, unless: { $0.isWritable }) { $0.awaitWritable($1) }
    }
    try checkOpen(session)
    guard session.isWritable else { throw gaveUp(limit) }
    session.send(message)
  }

  /// Sends a ping and waits for its pong.
  ///
  /// - Parameters:
  ///   - payload: Up to 125 bytes.
  ///   - limit: How long to wait, or nil for as long as it takes.
  /// - Returns: The time from ping to pong.
  /// - Throws: ``ConnectionError/timeout(_:)``, ``ConnectionError/cancelled`` or ``ConnectionError/closed(_:)``.
  @discardableResult
  public func ping(_ payload: [UInt8] = [], within limit: Duration? = nil) async throws(ConnectionError) -> Duration {
    try await ping(payload, within: limit, on: loop)
  }

  private func ping(
    _ payload: [UInt8], within limit: Duration?, on loop: isolated EventLoop
  ) async throws(ConnectionError) -> Duration {
    let session = bound.value(on: loop)
    try checkOpen(session)
    let start = ContinuousClock.now
    let isAnswered = await wait(limit, on: loop) { $0.ping(payload, $1) }
    if session.ending != nil { try checkOpen(session) }
    guard isAnswered else { throw gaveUp(limit) }
    return ContinuousClock.now - start
  }

  // MARK: Closing

  /// Closes the connection and waits until it is closed, in a cancelled task as well.
  ///
  /// - Parameters:
  ///   - code: The code to send.
  ///   - reason: The reason to send, up to 123 bytes.
  ///   - limit: How long to wait for the peer before the connection is dropped; nil takes the option's time.
  /// - Returns: How it ended.
  @discardableResult
  public func close(
    _ code: CloseCode = .normalClosure, reason: String = "", within limit: Duration? = nil
  ) async -> CloseSummary {
    await close(code, reason, within: limit, on: loop)
  }

  private func close(
    _ code: CloseCode, _ reason: String, within limit: Duration?, on loop: isolated EventLoop
  ) async -> CloseSummary {
    let session = bound.value(on: loop)
    session.close(code, reason: reason)
    if session.ending == nil { await waitForEnd(limit, on: loop) }
    if session.ending == nil { session.webSocket.abort() }
    return await ended(on: loop)
  }

  /// Waits until the connection is closed, by whomever.
  ///
  /// A cancelled task waits as well: close the connection to end the wait.
  ///
  /// - Returns: How it ended.
  public func ended() async -> CloseSummary {
    await ended(on: loop)
  }

  private func ended(on loop: isolated EventLoop) async -> CloseSummary {
    let session = bound.value(on: loop)
    while true {
      if let ending = session.ending { return ending }
      await waitForEnd(nil, on: loop)
    }
  }

  /// Suspends the task until the connection is closed, or for `limit`; a cancellation does not shorten it.
  private func waitForEnd(_ limit: Duration?, on loop: isolated EventLoop) async {
    let session = bound.value(on: loop)
    let waiter = Waiter(on: loop.reactor)
    await withCheckedContinuation(isolation: loop) { continuation in
      loop.assertIsolated()
      waiter.suspend(continuation)
      guard session.ending == nil else { return waiter.resume() }
      session.awaitClose(waiter)
      waiter.limit(limit) { session.withdraw(waiter) }
    }
  }

  /// How the connection ended, or nil while it is open.
  public func summary() async -> CloseSummary? {
    await summary(on: loop)
  }

  private func summary(on loop: isolated EventLoop) -> CloseSummary? {
    bound.value(on: loop).ending
  }

  // MARK: Waiting

  /// Suspends the task until its waiter is resumed.
  ///
  /// The loop may have turned between the caller's look and the suspension, so `isDone` looks again.
  ///
  /// - Returns: Whether what was waited for happened, or the connection ended; false after `limit` or a cancellation.
  @discardableResult
  private func wait(
    _ limit: Duration?, on loop: isolated EventLoop, unless isDone: (ClientSession) -> Bool = { _ in false },
    _ register: (ClientSession, Waiter) -> Void
  ) async -> Bool {
    let session = bound.value(on: loop)
    let waiter = Waiter(on: loop.reactor)
    let handle = LoopBound(waiter, on: loop)
    await withTaskCancellationHandler {
      // A closure is isolated to a parameter only when it names it; without, this would run off the loop.
      await withCheckedContinuation(isolation: loop) { continuation in
        loop.assertIsolated()
        waiter.suspend(continuation)
        guard session.ending == nil, !isDone(session) else { return waiter.resume() }
        register(session, waiter)
        waiter.limit(limit) { session.withdraw(waiter) }
        if Task.isCancelled { session.withdraw(waiter) }
      }
    } onCancel: {
      loop.submit { loop in self.bound.value(on: loop).withdraw(handle.value(on: loop)) }
    }
    return !waiter.gaveUp
  }

  private func checkOpen(_ session: ClientSession) throws(ConnectionError) {
    if let ending = session.ending { throw .closed(ending) }
  }

  private func gaveUp(_ limit: Duration?) -> ConnectionError {
    if Task.isCancelled { return .cancelled }
    return limit.map { .timeout($0) } ?? .cancelled
  }
}
