import CTautLinux
import Glibc
public import TautTLS

/// A listening socket of one loop.
///
/// Every loop has its own, with `SO_REUSEPORT`; the kernel spreads the connections. When the system has no descriptors
/// or buffers left, accepting pauses for ``pause`` instead of spinning, and then goes on.
public final class Listener: Source {
  /// How long accepting pauses when the system has nothing left.
  ///
  /// Default: 200 ms.
  public static let pause = Duration.milliseconds(200)

  /// The connections accepted in one turn, so that a flood of them does not starve those that are open.
  private static let perTurn = 64

  /// The address that is listened on; the port is the real one where 0 was asked for.
  public let address: SocketAddress

  /// TLS for accepted streams, or nil for plain TCP.
  ///
  /// May be replaced at any time; it holds for new streams.
  public var tls: TLSContext?

  /// Told of each stream that was accepted; it sets the stream's handler.
  private let accepted: (Stream) -> Void

  /// Told when accepting pauses, with the reason.
  public var paused: ((SystemError) -> Void)?

  init(
    on reactor: Reactor, address: SocketAddress, sharesPort: Bool, tls: TLSContext?,
    accepted: @escaping (Stream) -> Void
  ) throws(SystemError) {
    let descriptor = taut_stream_socket(address.family)
    guard descriptor >= 0 else { throw SystemError("socket", code: -descriptor) }
    self.tls = tls
    self.accepted = accepted
    do throws(SystemError) {
      self.address = try Self.prepare(descriptor, address, sharesPort: sharesPort)
      super.init(on: reactor)
      try reactor.register(self, descriptor: descriptor, interest: Readiness.read)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  private static func prepare(
    _ descriptor: Int32, _ address: SocketAddress, sharesPort: Bool
  ) throws(SystemError) -> SocketAddress {
    _ = taut_set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if sharesPort { _ = taut_set_option(descriptor, SOL_SOCKET, SO_REUSEPORT, 1) }
    // Accepted sockets inherit it.
    _ = taut_set_option(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    guard unsafe address.withPointer({ unsafe bind(descriptor, $0, $1) }) == 0 else { throw SystemError("bind") }
    guard listen(descriptor, 4096) == 0 else { throw SystemError("listen") }
    return SocketAddress.local(of: descriptor) ?? address
  }

  /// Accepts what waits, up to a number per turn.
  public override func ready(_ events: UInt32) {
    for _ in 0..<Self.perTurn where slot >= 0 {
      let descriptor = taut_accept(self.descriptor)
      if descriptor >= 0 {
        open(descriptor)
        continue
      }
      switch -descriptor {
      case EAGAIN: return
      case ECONNABORTED, EINTR, EPROTO, ENETDOWN, EHOSTUNREACH, ENETUNREACH: continue
      case let code: return rest(SystemError("accept4", code: code))
      }
    }
  }

  private func open(_ descriptor: Int32) {
    reactor.counters.accepted &+= 1
    let stream = Stream(on: reactor)
    do throws(SystemError) {
      try stream.begin(descriptor: descriptor, tls: try makeSession())
    } catch {
      Glibc.close(descriptor)
      return rest(error)
    }
    accepted(stream)
  }

  private func makeSession() throws(SystemError) -> TLSSession? {
    guard let tls else { return nil }
    do {
      return try TLSSession(server: tls, buffers: reactor.tlsBuffers)
    } catch {
      // A server's session has no other reason to fail.
      throw SystemError("SSL_new", code: ENOMEM)
    }
  }

  private func rest(_ error: SystemError) {
    reactor.counters.acceptPauses &+= 1
    paused?(error)
    reactor.update(self, interest: 0)
    _ = reactor.schedule(self, after: Self.pause)
  }

  /// Goes on accepting after a pause.
  public override func timerFired(_ kind: UInt32) {
    if slot >= 0 { reactor.update(self, interest: Readiness.read) }
  }

  /// Stops listening.
  ///
  /// Accepted streams live on.
  public func close() {
    reactor.remove(self)
  }
}

extension Reactor {
  /// Listens on `address` and hands every accepted stream to `accepted`, which sets its handler.
  ///
  /// - Parameters:
  ///   - address: Where to listen; port 0 takes a free one.
  ///   - sharesPort: Whether other loops of this process listen on the same port (`SO_REUSEPORT`).
  ///   - tls: The certificate and key, or nil for plain TCP.
  ///   - accepted: Told of each new stream.
  /// - Returns: The listener, which the reactor holds until ``Listener/close()``.
  /// - Throws: ``SystemError``, such as `bind: Address already in use`.
  public func listen(
    on address: SocketAddress, sharesPort: Bool = false, tls: TLSContext? = nil,
    accepted: @escaping (Stream) -> Void
  ) throws(SystemError) -> Listener {
    try Listener(on: self, address: address, sharesPort: sharesPort, tls: tls, accepted: accepted)
  }

  /// Opens a connection to `address`.
  ///
  /// The stream's handler hears of the outcome.
  ///
  /// - Throws: ``SystemError`` when the attempt cannot even begin.
  public func connect(
    to address: SocketAddress, tls: TLSSession? = nil, handler: any StreamHandler
  ) throws(SystemError) -> Stream {
    let descriptor = taut_stream_socket(address.family)
    guard descriptor >= 0 else { throw SystemError("socket", code: -descriptor) }
    _ = taut_set_option(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
    if unsafe address.withPointer({ unsafe Glibc.connect(descriptor, $0, $1) }) != 0, errno != EINPROGRESS {
      let error = SystemError("connect")
      Glibc.close(descriptor)
      throw error
    }
    let stream = Stream(on: self)
    stream.handler = handler
    do throws(SystemError) {
      try stream.beginConnecting(descriptor: descriptor, tls: tls)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    return stream
  }
}
