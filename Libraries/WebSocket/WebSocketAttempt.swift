import TautCrypto
public import TautEventLoop
public import TautHandshake
public import TautTLS

/// One attempt to open a connection as a client: TCP to each address in turn, the proxy if there is one, TLS, upgrade.
public final class WebSocketAttempt: StreamHandler {
  /// What came out: the open WebSocket, whose handler is to be set at once, and the server's answer.
  public typealias Outcome = Result<(webSocket: WebSocket, answer: OpenedWebSocket), ConnectError>

  /// Told of each step on the way, on the loop.
  ///
  /// Default: nil.
  public var progress: ((ConnectStep) -> Void)?

  private let request: ClientUpgradeRequest
  private let timeout: Duration
  private let context: WebSocketContext
  private let reactor: Reactor
  /// The way to the server, until it is open.
  private var way: StreamAttempt?
  private var upgrade: ClientUpgrade
  private var stream: Stream?
  private var deadline: TimerID?
  private var done: ((Outcome) -> Void)?

  /// Prepares an attempt.
  ///
  /// - Parameters:
  ///   - request: What to ask for.
  ///   - addresses: The host's addresses, or the proxy's, in the order in which they are tried.
  ///   - proxy: The proxy that opens the way to the host, or nil.
  ///   - tls: Whom to believe, or nil for plain TCP.
  ///   - timeout: The time for everything.
  ///   - context: The limits and times of the WebSocket.
  ///   - reactor: The loop that the connection lives on.
  ///   - done: Told once what came out.
  /// - Throws: ``ConnectError/options(_:)`` when the request has a field that no head can carry, ``ConnectError/proxy(_:)`` when
  ///   the proxy cannot be asked for the host.
  public init(
    _ request: ClientUpgradeRequest, to addresses: [SocketAddress], through proxy: ProxyURL? = nil, tls: TLSContext?,
    timeout: Duration, context: WebSocketContext, on reactor: Reactor, done: @escaping (Outcome) -> Void
  ) throws(ConnectError) {
    self.request = request
    self.timeout = timeout
    self.context = context
    self.reactor = reactor
    upgrade = try Self.upgrade(request)
    self.done = done
    way = StreamAttempt(request.url, at: addresses, through: proxy, tls: tls, on: reactor) { [weak self] in
      self?.opened($0)
    }
  }

  private static func upgrade(_ request: ClientUpgradeRequest) throws(ConnectError) -> ClientUpgrade {
    let key = WebSocketKey(random: SystemRandom.bytes(count: 16))
    let accept = webSocketAccept(key: Array(key.text.utf8).span)
    do throws(FieldError) {
      return try ClientUpgrade(request, key: key, accept: String(decoding: accept, as: UTF8.self))
    } catch {
      throw .options(error.description)
    }
  }

  /// Begins with the first address.
  public func start() {
    // Until it is over, its deadline keeps it.
    deadline = reactor.after(timeout) { [self] in
      finish(.failure(.timeout(timeout)))
    }
    way?.progress = progress
    way?.start()
  }

  /// Gives the attempt up, unless it is over.
  public func cancel() {
    finish(.failure(.cancelled))
  }

  /// Asks for the upgrade once the way is open.
  private func opened(_ outcome: StreamAttempt.Outcome) {
    way = nil
    switch outcome {
    case .success(let stream):
      self.stream = stream
      stream.handler = self
      unsafe upgrade.request.withUnsafeBytes { unsafe stream.write($0) }
    case .failure(let error): finish(.failure(error))
    }
  }

  private func finish(_ result: Outcome) {
    guard let done else { return }
    self.done = nil
    if let deadline { reactor.cancel(deadline) }
    way?.abort()
    way = nil
    if case .failure = result { stream?.abort() }
    stream = nil
    done(result)
  }

  // MARK: Stream

  /// Reads the answer; what follows it belongs to the WebSocket.
  public func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    do throws(UpgradeError) {
      guard let count = unsafe try upgrade.receive(UnsafeRawBufferPointer(bytes).bytes), let answer = upgrade.opened
      else { return bytes.count }
      let webSocket = WebSocket(on: stream, context: context, deflate: answer.deflate)
      finish(.success((webSocket, answer)))
      return count
    } catch {
      finish(.failure(.upgrade(error)))
      return bytes.count
    }
  }

  /// The server ended the connection in the middle of its answer.
  public func streamReachedEnd(_ stream: Stream) {
    finish(.failure(.upgrade(upgrade.receiveEnd())))
  }

  /// Reports what broke the connection.
  public func stream(_ stream: Stream, closed error: StreamError?) {
    switch error {
    case .tls(let text): finish(.failure(.tls(text)))
    case .system(let error): finish(.failure(.network("\(request.url.hostField): \(error)")))
    default: finish(.failure(.upgrade(upgrade.receiveEnd())))
    }
  }
}
