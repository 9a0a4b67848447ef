import Synchronization
import TautAuth
import TautCrypto
import TautEventLoop
import TautHub
import TautRooms
public import TautStore
import TautTLS

/// A Tautline server: one hub per event loop, HTTP and WebSocket routes in front of them.
///
/// ```swift
/// let server = try Server(ServerConfiguration())
/// let port = try await server.start()
/// // …
/// await server.drain(reason: "deploy")
/// ```
public final class Server: Sendable {
  /// What the server was made with.
  public let configuration: ServerConfiguration

  /// What tells this server from others in its reports.
  public let id: String

  let loops: [EventLoop]
  let certificate: TLSContextHolder?
  /// What checks tokens at the start, with nothing revoked; nil where none are looked at.
  let tokens: TokenValidator?
  let log: @Sendable (ServerEvent) -> Void
  private let connections = Atomic(0)
  private let answers = Atomic(0)
  private let startedAt = ContinuousClock.now
  private let kept = AtomicLazyReference<KeptStore>()

  /// A random number that tells this run of the server from others.
  let run: UInt64

  /// Makes a server that does not run yet.
  ///
  /// - Parameters:
  ///   - configuration: What to listen on, allow and offer.
  ///   - log: Told what an operator wants to know; called on the loops' threads.
  /// - Throws: ``ServerError`` when the certificate or the keys for tokens cannot be read, or the system has nothing left.
  public init(
    _ configuration: ServerConfiguration, log: @escaping @Sendable (ServerEvent) -> Void = { _ in }
  ) throws(ServerError) {
    self.configuration = configuration
    self.log = log
    id = configuration.serverID ?? SystemRandom.uuid()
    tokens = try configuration.tokens.validator { log(.tokenKeyWarning($0)) }
    certificate = try configuration.tls.map { files throws(ServerError) in try Self.certificate(files) }
    loops = try Self.makeLoops(max(1, configuration.loops))
    run = SystemRandom.bytes(count: 8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func certificate(_ files: TLSFiles) throws(ServerError) -> TLSContextHolder {
    do throws(TLSFileError) {
      return try TLSContextHolder { () throws(TLSFileError) in
        try TLSContext.server(certificateFile: files.certificate, keyFile: files.key)
      }
    } catch {
      throw .tls(error.description)
    }
  }

  private static func makeLoops(_ count: Int) throws(ServerError) -> [EventLoop] {
    do throws(SystemError) {
      return try (0..<count).map { _ throws(SystemError) in try EventLoop() }
    } catch {
      throw .system(error.description)
    }
  }

  /// Starts the loops and listens.
  ///
  /// - Returns: the port, which is a free one where 0 was asked for.
  /// - Throws: ``ServerError`` when the address cannot be listened on; the loops are stopped then.
  @discardableResult
  public func start() async throws(ServerError) -> UInt16 {
    guard let first = SocketAddress(host: configuration.host, port: configuration.port) else {
      throw .invalidHost(configuration.host)
    }
    if let tokens { log(.tokenKeys(count: tokens.keys.count)) }
    let storage = await openStore()
    for index in loops.indices { begin(index, storage) }
    var address = first
    for index in loops.indices {
      do throws(ServerError) {
        let port = try await listen(index, on: address)
        address = SocketAddress(host: configuration.host, port: port) ?? address
      } catch {
        stop()
        throw error
      }
    }
    log(.listening(address.description, secure: certificate != nil))
    return address.port
  }

  /// Opens the store and reads what it holds; the server serves without where it cannot be used.
  private func openStore() async -> ServerStore {
    guard let file = configuration.storeFile else { return ServerStore(run: run) }
    var limits = StoreLimits()
    limits.history = configuration.history
    let storage = await ServerStore(
      file: file, options: configuration.storeOptions, limits: limits, historyMemory: configuration.historyMemory,
      run: run, at: WallClock.milliseconds)
    if let store = storage.store {
      _ = kept.storeIfNil(KeptStore(store))
      let publications = storage.rooms.reduce(0) { $0 + $1.publications.count }
      log(.storeOpened(file: file, rooms: storage.rooms.count, publications: publications))
    }
    if let failure = storage.failure {
      log(.storeFailed(failure.description))
      if tokens != nil { log(.revocationsUnknown(failure.description)) }
    }
    return storage
  }

  /// Starts a loop with its part of the server.
  ///
  /// All have theirs before one listens: whoever connects to the first may want a room whose home is the last.
  private func begin(_ index: Int, _ storage: ServerStore) {
    loops[index].start()
    loops[index].submit { loop in
      loop.attachment = ServerLoop(self, index: index, reactor: loop.reactor, storage: storage)
    }
  }

  private func listen(_ index: Int, on address: SocketAddress) async throws(ServerError) -> UInt16 {
    let outcome = await withCheckedContinuation { (done: CheckedContinuation<Result<UInt16, ServerError>, Never>) in
      onLoop(index) { serving in
        do throws(SystemError) {
          done.resume(returning: .success(try serving.listen(on: address)))
        } catch {
          done.resume(returning: .failure(.listen(address: address.description, reason: error.description)))
        }
      }
    }
    return try outcome.get()
  }

  /// The store, once the server has started and where it can be used.
  public var store: Store? { kept.load()?.store }

  /// Runs `body` with each loop's part of the server, on the loop.
  func onEachLoop(_ body: @escaping @Sendable (ServerLoop) -> Void) {
    for index in loops.indices { onLoop(index, body) }
  }

  /// Runs `body` with one loop's part of the server, on the loop.
  func onLoop(_ index: Int, _ body: @escaping @Sendable (ServerLoop) -> Void) {
    loops[index].submit { loop in
      if let serving = loop.attachment as? ServerLoop { body(serving) }
    }
  }

  /// Reads the certificate with its key, and the keys for tokens, again; new connections use them.
  ///
  /// - Throws: ``ServerError`` when they cannot be used; the old ones stay in use then, and what can be used is used.
  public func reload() throws(ServerError) {
    do throws(ServerError) {
      try reloadTokenKeys()
    } catch {
      try reloadCertificate()
      throw error
    }
    try reloadCertificate()
  }

  private func reloadTokenKeys() throws(ServerError) {
    do throws(ServerError) {
      guard let validator = try configuration.tokens.validator(warn: { log(.tokenKeyWarning($0)) }) else { return }
      onEachLoop { $0.hub.use(validator) }
      log(.tokenKeys(count: validator.keys.count))
    } catch {
      throw .tokens("\(error); the keys for tokens that were read before stay in use")
    }
  }

  private func reloadCertificate() throws(ServerError) {
    guard let certificate else { return }
    do throws(TLSFileError) {
      try certificate.reload()
    } catch {
      throw .tls("\(error.description); the certificate that was loaded before stays in use")
    }
    let context = certificate.current
    onEachLoop { $0.use(context) }
    log(.reloaded)
  }

  /// Stops the loops at once, and closes the store when what it was given is stored.
  ///
  /// Listeners and connections are closed, without a word to the clients, by the time that each loop ends, which may be a
  /// moment after this returns.
  public func stop() {
    onEachLoop { $0.end() }
    for loop in loops { loop.stop() }
    store?.close()
  }
}

extension Server {
  /// The time since the server was made.
  var uptime: Duration { ContinuousClock.now - startedAt }

  /// The number of open WebSockets.
  public var connectionCount: Int { connections.load(ordering: .relaxed) }

  /// Counts a further connection, unless `limit` is reached.
  func admit(limit: Int) -> Bool {
    let (_, count) = connections.add(1, ordering: .relaxed)
    if count <= limit { return true }
    leave()
    return false
  }

  /// Counts a connection that is gone.
  func leave() {
    connections.subtract(1, ordering: .relaxed)
  }

  /// The number of answers that are being generated for users.
  public var answerCount: Int { answers.load(ordering: .relaxed) }

  func beginAnswer() {
    answers.add(1, ordering: .relaxed)
  }

  func endAnswer() {
    answers.subtract(1, ordering: .relaxed)
  }
}
