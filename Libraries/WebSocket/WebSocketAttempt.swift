import TautCrypto
public import TautEventLoop
public import TautHandshake
public import TautTLS

/// One attempt to open a connection as a client: TCP to each address in turn, TLS, upgrade.
public final class WebSocketAttempt: StreamHandler {
  /// What came out: the open WebSocket, whose handler is to be set at once, and the server's answer.
  public typealias Outcome = Result<(webSocket: WebSocket, answer: OpenedWebSocket), ConnectError>

  private let request: ClientUpgradeRequest
  private let timeout: Duration
  private let context: WebSocketContext
  private let tls: TLSContext?
  private let reactor: Reactor
  private var addresses: ArraySlice<SocketAddress>
  private var upgrade: ClientUpgrade
  private var stream: Stream?
  private var deadline: TimerID?
  private var failure: ConnectError?
  private var done: ((Outcome) -> Void)?

  /// Prepares an attempt.
  ///
  /// - Parameters:
  ///   - request: What to ask for.
  ///   - addresses: The host's addresses, in the order in which they are tried.
  ///   - tls: Whom to believe, or nil for plain TCP.
  ///   - timeout: The time for everything.
  ///   - context: The limits and times of the WebSocket.
  ///   - reactor: The loop that the connection lives on.
  ///   - done: Told once what came out.
  /// - Throws: ``ConnectError/options(_:)`` when the request has a field that no head can carry.
  public init(
    _ request: ClientUpgradeRequest, to addresses: [SocketAddress], tls: TLSContext?, timeout: Duration,
    context: WebSocketContext, on reactor: Reactor, done: @escaping (Outcome) -> Void
  ) throws(ConnectError) {
    self.request = request
    self.timeout = timeout
    self.context = context
    self.tls = tls
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

  private func connectToNext() {
    guard let address = addresses.popFirst() else {
      return finish(.failure(failure ?? .network("the host has no address")))
    }
    do {
      let session = try tls.map { tls throws(TLSError) in
        try TLSSession(client: tls, host: request.url.host, buffers: reactor.tlsBuffers)
      }
      stream = try reactor.connect(to: address, tls: session, handler: self)
    } catch let error as TLSError {
      finish(.failure(.tls(error.description)))
    } catch {
      failure = .network("\(address): \(error)")
      connectToNext()
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

  /// Sends the request.
  public func streamConnected(_ stream: Stream) {
    unsafe upgrade.request.withUnsafeBytes { unsafe stream.write($0) }
  }

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

  /// Tries the next address where TCP failed, and reports any other failure.
  public func stream(_ stream: Stream, closed error: StreamError?) {
    guard done != nil else { return }
    switch error {
    case .tls(let text): finish(.failure(.tls(text)))
    case .system(let error):
      failure = .network("\(request.url.hostField): \(error)")
      if error.call == "connect" { connectToNext() } else { finish(.failure(failure!)) }
    default: finish(.failure(.upgrade(upgrade.receiveEnd())))
    }
  }
}
