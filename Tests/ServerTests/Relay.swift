import TautEventLoop

/// TCP between clients and a server, which a test can cut, and which lets through what the test wants.
final class Relay: Sendable {
  /// How a client asks for its way.
  enum Kind: Sendable {
    /// Not at all: it takes the relay for the server.
    case plain
    /// With CONNECT (RFC 9110, 9.3.6), whatever host it names.
    case httpProxy
    /// With SOCKS5 (RFC 1928), without a login.
    case socks5Proxy
  }

  private let loop: EventLoop
  private let state: LoopBound<RelayState>
  let port: UInt16

  /// Listens on a free port.
  ///
  /// - Parameters:
  ///   - target: The server's port on this machine.
  ///   - kind: How clients ask for their way.
  ///   - passes: Whether a request is let through, by its head; one that is not is answered with 502.
  /// - Throws: What keeps a loop or a listener from being.
  init(to target: UInt16, as kind: Kind = .plain, passing passes: @escaping @Sendable (String) -> Bool = { _ in true })
    async throws
  {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    (state, port) = try await withCheckedThrowingContinuation { done in
      loop.submit { loop in
        let reactor = loop.reactor
        let state = RelayState(reactor, target, kind, passes)
        do {
          let listener = try reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0)!) { stream in
            stream.handler = RelayedConnection(stream, state)
          }
          done.resume(returning: (LoopBound(state, on: loop), listener.address.port))
        } catch {
          done.resume(throwing: error)
        }
      }
    }
  }

  deinit {
    loop.stop()
  }

  /// Breaks every connection.
  func cutAll() {
    loop.submit { [state] loop in state.value(on: loop).cutAll() }
  }

  /// Breaks a connection as soon as the server says this on it, which the client does not get.
  func cut(before words: String) async {
    await withCheckedContinuation { done in
      loop.submit { [state] loop in
        state.value(on: loop).mark = Array(words.utf8)
        done.resume()
      }
    }
  }

  /// The heads of all requests, let through or not.
  func requests() async -> [String] {
    await withCheckedContinuation { done in
      loop.submit { [state] loop in done.resume(returning: state.value(on: loop).requests) }
    }
  }
}

private final class RelayState {
  let reactor: Reactor
  let target: UInt16
  let kind: Relay.Kind
  let passes: (String) -> Bool
  var requests: [String] = []
  var mark: [UInt8]?
  private var connections: [ObjectIdentifier: RelayedConnection] = [:]

  init(_ reactor: Reactor, _ target: UInt16, _ kind: Relay.Kind, _ passes: @escaping (String) -> Bool) {
    self.reactor = reactor
    self.target = target
    self.kind = kind
    self.passes = passes
  }

  func add(_ connection: RelayedConnection) { connections[ObjectIdentifier(connection)] = connection }

  func remove(_ connection: RelayedConnection) { connections[ObjectIdentifier(connection)] = nil }

  func cutAll() {
    for connection in connections.values { connection.cut() }
  }
}

/// A client's stream and the one to the server that belongs to it.
private final class RelayedConnection: StreamHandler {
  private let front: Stream
  private var back: Stream?
  private let state: RelayState
  private var isConnected = false
  private var isGreeted = false
  /// What came before the way was open.
  private var held: [UInt8] = []

  init(_ front: Stream, _ state: RelayState) {
    self.front = front
    self.state = state
    state.add(self)
  }

  func cut() {
    front.abort(reset: true)
    back?.abort()
  }

  func streamConnected(_ stream: Stream) {
    guard stream === back else { return }
    isConnected = true
    write(held, to: stream)
    held = []
  }

  func stream(_ stream: Stream, received bytes: UnsafeMutableRawBufferPointer) -> Int {
    // The bytes are copied during the call.
    let copy = unsafe Array(bytes)
    if stream === front { receiveFromClient(copy) } else { receiveFromServer(copy) }
    return copy.count
  }

  private func receiveFromClient(_ bytes: [UInt8]) {
    if let back, isConnected { return write(bytes, to: back) }
    held += bytes
    guard back == nil else { return }
    if state.kind == .socks5Proxy { return receiveSOCKS() }
    guard held.suffix(4).elementsEqual("\r\n\r\n".utf8) else { return }
    let head = String(decoding: held, as: UTF8.self)
    state.requests.append(head)
    guard state.passes(head) else {
      answer("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
      return front.close()
    }
    if state.kind == .httpProxy {
      held = []
      answer("HTTP/1.1 200 OK\r\n\r\n")
    }
    connect()
  }

  /// RFC 1928, 3 to 6: a greeting, then the wish for a connection.
  private func receiveSOCKS() {
    if !isGreeted {
      guard held.count >= 3 else { return }
      isGreeted = true
      write([5, 0], to: front)
    } else {
      guard held.count > 6 else { return }
      state.requests.append("SOCKS5")
      write([5, 0, 0, 1, 0, 0, 0, 0, 0, 0], to: front)
      connect()
    }
    held = []
  }

  private func answer(_ text: String) { write(Array(text.utf8), to: front) }

  private func connect() {
    let address = SocketAddress(host: "127.0.0.1", port: state.target)!
    back = try? state.reactor.connect(to: address, tls: nil, handler: self)
  }

  private func receiveFromServer(_ bytes: [UInt8]) {
    if let mark = state.mark, bytes.contains(mark) {
      state.mark = nil
      return cut()
    }
    write(bytes, to: front)
  }

  func streamReachedEnd(_ stream: Stream) {
    (stream === front ? back : front)?.close()
    stream.close()
  }

  func stream(_ stream: Stream, closed error: StreamError?) {
    (stream === front ? back : front)?.close()
    state.remove(self)
  }

  private func write(_ bytes: [UInt8], to stream: Stream) {
    // The stream copies the bytes during the call.
    unsafe bytes.withUnsafeBytes { unsafe stream.write($0) }
  }
}
