import TautEventLoop
import TautHandshake
import TautTLS

/// One attempt to reach a server: TCP to each address in turn, the proxy if there is one, TLS.
///
/// What comes out is a stream on which nothing was said yet. Its handler is to be set at once.
final class StreamAttempt: StreamHandler {
  typealias Outcome = Result<Stream, ConnectError>

  /// Told of each step on the way.
  var progress: ((ConnectStep) -> Void)?

  private let server: WebSocketURL
  private let proxy: ProxyURL?
  private let tls: TLSContext?
  private let reactor: Reactor
  private var addresses: ArraySlice<SocketAddress>
  /// The address that is being tried.
  private var address: SocketAddress?
  private var tunnel: ProxyHandshake?
  private var stream: Stream?
  private var failure: ConnectError?
  private var done: ((Outcome) -> Void)?

  /// Prepares an attempt.
  ///
  /// - Parameters:
  ///   - server: Where the way is to lead.
  ///   - addresses: The server's addresses, or the proxy's, in the order in which they are tried.
  ///   - proxy: The proxy that opens the way, or nil.
  ///   - tls: Whom to believe, or nil for plain TCP.
  ///   - reactor: The loop that the stream lives on.
  ///   - done: Told once what came out.
  init(
    _ server: WebSocketURL, at addresses: [SocketAddress], through proxy: ProxyURL?, tls: TLSContext?,
    on reactor: Reactor, done: @escaping (Outcome) -> Void
  ) {
    self.server = server
    self.addresses = addresses[...]
    self.proxy = proxy
    self.tls = tls
    self.reactor = reactor
    self.done = done
  }

  /// Begins with the first address.
  func start() { connectToNext() }

  /// Gives the attempt up, unless it is over; nobody is told.
  func abort() {
    done = nil
    stream?.abort()
    stream = nil
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
      try ProxyHandshake(proxy, to: server.host, port: server.port)
    }
  }

  private func makeSession() throws(TLSError) -> TLSSession? {
    try tls.map { tls throws(TLSError) in
      try TLSSession(client: tls, host: server.host, buffers: reactor.tlsBuffers)
    }
  }

  private func finish(_ outcome: Outcome) {
    guard let done else { return }
    self.done = nil
    if case .failure = outcome { stream?.abort() }
    stream = nil
    done(outcome)
  }

  // MARK: Stream

  /// Goes on to the proxy, to TLS, or to the end.
  func streamConnected(_ stream: Stream) {
    if let session = stream.tlsSession {
      progress?(.secured(session.summary))
      return finish(.success(stream))
    }
    if let address { progress?(.connected(address)) }
    if let tunnel { return unsafe tunnel.request.withUnsafeBytes { unsafe stream.write($0) } }
    secure(stream)
  }

  /// Begins TLS where there is any; where not, the way is open.
  private func secure(_ stream: Stream) {
    do throws(TLSError) {
      guard let session = try makeSession() else { return finish(.success(stream)) }
      stream.startTLS(session)
    } catch {
      finish(.failure(.tls(error.description)))
    }
  }

  /// Reads what the proxy says.
  func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    guard var handshake = tunnel else { return bytes.count }
    do throws(ProxyError) {
      let step = unsafe try handshake.receive(UnsafeRawBufferPointer(bytes).bytes)
      tunnel = handshake
      if !step.answer.isEmpty { unsafe step.answer.withUnsafeBytes { unsafe stream.write($0) } }
      if step.isOpen {
        tunnel = nil
        progress?(.tunnelled)
        secure(stream)
      }
      // A server is silent until it is asked, so what follows the proxy's answer is nothing that anybody waits for.
      return bytes.count
    } catch {
      finish(.failure(.proxy(error)))
    }
    return bytes.count
  }

  /// The server, or the proxy, ended the connection before the way was open.
  func streamReachedEnd(_ stream: Stream) {
    finish(.failure(tunnel == nil ? .upgrade(.closed(received: 0)) : .proxy(.ended)))
  }

  /// Tries the next address where TCP failed, and reports any other failure.
  func stream(_ stream: Stream, closed error: StreamError?) {
    guard done != nil else { return }
    switch error {
    case .tls(let text): finish(.failure(.tls(text)))
    case .system(let error):
      failure = .network(proxy.map { "the proxy \($0): \(error)" } ?? "\(server.hostField): \(error)")
      guard error.call == "connect" else { return finish(.failure(failure!)) }
      if let address { progress?(.unreachable(address, error)) }
      connectToNext()
    default: finish(.failure(.upgrade(.closed(received: 0))))
    }
  }
}
