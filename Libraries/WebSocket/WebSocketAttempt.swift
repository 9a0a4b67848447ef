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
  private let tls: TLSContext?
  private let proxy: ProxyURL?
  private var tunnel: ProxyHandshake?
  private let reactor: Reactor
  private var addresses: ArraySlice<SocketAddress>
  /// The address that is being tried.
  private var address: SocketAddress?
  private var upgrade: ClientUpgrade
  private var stream: Stream?
  private var deadline: TimerID?
  private var failure: ConnectError?
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
    self.tls = tls
    self.proxy = proxy
    self.reactor = reactor
    self.addresses = addresses[...]
    upgrade = try Self.upgrade(request)
    self.done = done
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
    deadline = reactor.after(timeout) { [self] in
      finish(.failure(.timeout(timeout)))
    }
    connectToNext()
  }

  /// Gives the attempt up, unless it is over.
  public func cancel() {
    finish(.failure(.cancelled))
  }

  private func connectToNext() {
    guard let address = addresses.popFirst() else {
      return finish(.failure(failure ?? .network("the host has no address")))
    }
    self.address = address
    do {
      tunnel = try makeTunnel()
      // TLS begins when TCP is there, so that each can be told by itself.
      stream = try reactor.connect(to: address, tls: nil, handler: self)
    } catch let error as ProxyError {
      finish(.failure(.proxy(error)))
    } catch {
      failure = .network("\(address): \(error)")
      connectToNext()
    }
  }

  private func makeTunnel() throws(ProxyError) -> ProxyHandshake? {
    try proxy.map { proxy throws(ProxyError) in
      try ProxyHandshake(proxy, to: request.url.host, port: request.url.port)
    }
  }

  private func makeSession() throws(TLSError) -> TLSSession? {
    try tls.map { tls throws(TLSError) in
      try TLSSession(client: tls, host: request.url.host, buffers: reactor.tlsBuffers)
    }
  }

  private func finish(_ result: Outcome) {
    guard let done else { return }
    self.done = nil
    if let deadline { reactor.cancel(deadline) }
    if case .failure = result { stream?.abort() }
    stream = nil
    done(result)
  }

  // MARK: Stream

  /// Goes on to the proxy, to TLS, or to the request.
  public func streamConnected(_ stream: Stream) {
    if let session = stream.tlsSession {
      progress?(.secured(session.summary))
      return sendRequest(on: stream)
    }
    if let address { progress?(.connected(address)) }
    if let tunnel { return unsafe tunnel.request.withUnsafeBytes { unsafe stream.write($0) } }
    secure(stream)
  }

  /// Begins TLS where there is any, and sends the request where not.
  private func secure(_ stream: Stream) {
    do throws(TLSError) {
      guard let session = try makeSession() else { return sendRequest(on: stream) }
      stream.startTLS(session)
    } catch {
      finish(.failure(.tls(error.description)))
    }
  }

  private func sendRequest(on stream: Stream) {
    unsafe upgrade.request.withUnsafeBytes { unsafe stream.write($0) }
  }

  /// Reads the answer; what follows it belongs to the WebSocket.
  public func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    if tunnel != nil { return unsafe receiveFromProxy(UnsafeRawBufferPointer(bytes).bytes, on: stream) }
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

  private func receiveFromProxy(_ bytes: RawSpan, on stream: Stream) -> Int {
    do throws(ProxyError) {
      let step = try tunnel!.receive(bytes)
      if !step.answer.isEmpty { unsafe step.answer.withUnsafeBytes { unsafe stream.write($0) } }
      if step.isOpen {
        tunnel = nil
        progress?(.tunnelled)
        secure(stream)
      }
      // A server is silent until it is asked, so what follows the proxy's answer is nothing that anybody waits for.
      return bytes.byteCount
    } catch {
      finish(.failure(.proxy(error)))
    }
    return bytes.byteCount
  }

  /// The server, or the proxy, ended the connection in the middle of its answer.
  public func streamReachedEnd(_ stream: Stream) {
    if tunnel != nil { return finish(.failure(.proxy(.ended))) }
    finish(.failure(.upgrade(upgrade.receiveEnd())))
  }

  /// Tries the next address where TCP failed, and reports any other failure.
  public func stream(_ stream: Stream, closed error: StreamError?) {
    guard done != nil else { return }
    switch error {
    case .tls(let text): finish(.failure(.tls(text)))
    case .system(let error):
      failure = .network(proxy.map { "the proxy \($0): \(error)" } ?? "\(request.url.hostField): \(error)")
      guard error.call == "connect" else { return finish(.failure(failure!)) }
      if let address { progress?(.unreachable(address, error)) }
      connectToNext()
    default: finish(.failure(.upgrade(upgrade.receiveEnd())))
    }
  }
}
