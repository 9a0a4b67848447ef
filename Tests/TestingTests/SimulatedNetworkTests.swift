import TautBackoff
import TautDiagnostics
import TautEnvelope
import TautNotifications
import TautRooms
import TautSession
import TautTesting
import Testing

@Suite struct SimulatedNetworkTests {
  private static let configuration = SessionConfiguration(url: "ws://server/ws")

  /// A network with one client that is connected and subscribed to `mlb`.
  private func stage() throws -> (SimulatedNetwork, Watcher) {
    let network = SimulatedNetwork(seed: 1)
    let watcher = Watcher()
    network.observer = watcher
    network.addClient(Self.configuration)
    try network.withSession(of: 0) { session, now, output throws(SessionError) in
      session.connect(at: now, into: &output)
      _ = try session.subscribe(to: "mlb", at: now, into: &output)
    }
    network.advance(by: .seconds(1))
    return (network, watcher)
  }

  private func publish(_ network: SimulatedNetwork, _ text: String) throws {
    network.publish(to: try RoomName("mlb"), payload: Array(text.utf8))
  }

  @Test func `a client connects, subscribes, and gets what is published`() throws {
    let (network, watcher) = try stage()
    #expect(network.phase(of: 0) == .open)
    try publish(network, "1")
    #expect(watcher.received == [])
    network.advance(by: .seconds(1))
    #expect(watcher.received == ["1"])
    #expect(network.elapsed == .seconds(2))
  }

  @Test(arguments: [
    NetworkFault.cut(client: 0), .cutUpwards(client: 0), .cutDownwards(client: 0), .reset(client: 0),
    .stall(client: 0, .seconds(20)), .slow(client: 0, bytesPerSecond: 50, .seconds(20)),
    .sleep(client: 0, .seconds(100)),
    .unreachable(client: 0, .seconds(20)), .dropAll, .refuse(.seconds(10), retryAfter: .seconds(3)),
  ])
  func `whatever happens to the network, the client gets what it missed`(fault: NetworkFault) throws {
    let (network, watcher) = try stage()
    network.apply(fault)
    for number in 1...5 {
      try publish(network, "\(number)")
      network.advance(by: .seconds(7))
    }
    network.advance(by: .seconds(120))
    #expect(watcher.received == ["1", "2", "3", "4", "5"])
    #expect(network.phase(of: 0) == .open)
  }

  @Test(arguments: [NetworkFault.kill(.seconds(5)), .powerLoss(.seconds(5)), .restart(.seconds(5))])
  func `a server that begins anew is met again, and the gap is told`(fault: NetworkFault) throws {
    let (network, watcher) = try stage()
    try publish(network, "1")
    network.advance(by: .seconds(1))
    network.apply(fault)
    network.advance(by: .seconds(3))
    #expect(watcher.gaps == 0)
    network.advance(by: .seconds(120))
    try publish(network, "2")
    network.advance(by: .seconds(1))
    #expect(watcher.received == ["1", "2"] && watcher.gaps == 1)
  }

  @Test func `a restart is announced, and told until the client is back`() throws {
    let (network, _) = try stage()
    network.apply(.restart(.seconds(10), jitter: .zero))
    network.advance(by: .seconds(1))
    #expect(network.phase(of: 0) == .open)
    #expect(network.shown(to: 0).toasts.map(\.notice.text) == ["The server restarts; reconnecting in 10 s"])
    let explanation = network.report(of: 0).diagnostics.explain(at: network.now)
    #expect(explanation.causes == ["the server restarts: restart"])
    network.advance(by: .seconds(5))
    #expect(network.phase(of: 0) == .reconnecting)
    #expect(network.shown(to: 0).indicator.countdown == 5)
    network.advance(by: .seconds(5))
    #expect(network.shown(to: 0).toasts.first?.notice.text == "Connection restored")
  }

  @Test(arguments: [(1012, "The server restarts; "), (1001, "Connection lost, "), (1013, "Connection lost, ")])
  func `a code that says so is a restart, another one is not`(code: UInt16, text: String) throws {
    let (network, _) = try stage()
    network.apply(.closeAll(code: code))
    network.advance(by: .milliseconds(200))
    #expect(network.shown(to: 0).toasts.count == 1)
    #expect(network.shown(to: 0).toasts[0].notice.text.hasPrefix(text))
  }

  @Test func `a server that is down takes no publications`() throws {
    let (network, _) = try stage()
    network.apply(.kill(.seconds(5)))
    #expect(!network.publish(to: try RoomName("mlb"), payload: Array("1".utf8)))
    #expect(network.rooms.isEmpty && network.serverStatus == nil)
    network.heal()
    #expect(network.serverStatus != nil)
  }

  @Test func `a revoked token is refused, and the next one is not`() throws {
    var configuration = Self.configuration
    configuration.usesTokenProvider = true
    let network = SimulatedNetwork(seed: 1)
    network.addClient(configuration)
    network.withSession(of: 0) { $0.connect(at: $1, into: &$2) }
    network.advance(by: .seconds(1))
    network.apply(.revoke(client: 0))
    network.apply(.reset(client: 0))
    network.advance(by: .seconds(10))
    #expect(network.phase(of: 0) == .open)
  }

  @Test func `who has no other token gives up, and is told to sign in`() throws {
    var configuration = Self.configuration
    configuration.usesTokenProvider = true
    let network = SimulatedNetwork(seed: 1)
    network.addClient(configuration)
    network.withSession(of: 0) { $0.connect(at: $1, into: &$2) }
    network.advance(by: .seconds(1))
    #expect(network.shown(to: 0).toasts.map(\.notice.text) == ["Connected"])
    network.apply(.signOut(client: 0, .seconds(60)))
    network.apply(.reset(client: 0))
    network.advance(by: .seconds(20))
    #expect(network.phase(of: 0) == .failed)
    #expect(network.shown(to: 0).toasts.map(\.notice.action) == [.signIn])
    network.advance(by: .seconds(60))
    network.withSession(of: 0) { $0.connect(at: $1, into: &$2) }
    network.advance(by: .seconds(1))
    #expect(network.shown(to: 0).indicator.label == "Connected")
    #expect(network.dismiss("connection", of: 0) && !network.dismiss("connection", of: 0))
  }

  @Test(arguments: [UpgradeBlock.refuses(status: 502), .refuses(status: 400), .swallows])
  func `where no upgrade gets through, rooms are polled, and the socket goes on after them`(block: UpgradeBlock) throws
  {
    var configuration = Self.configuration
    configuration.fallback = .poll
    configuration.pollsWhileDisconnected = true
    configuration.backoff.maximumAttempts = 3
    let network = SimulatedNetwork(seed: 1)
    let watcher = Watcher()
    network.observer = watcher
    network.addClient(configuration)
    try network.withSession(of: 0) { session, now, output throws(SessionError) in
      session.connect(at: now, into: &output)
      _ = try session.subscribe(to: "mlb", at: now, into: &output)
    }
    network.advance(by: .seconds(1))
    network.apply(.blockUpgrades(client: 0, block, .seconds(120)))
    for number in 1...5 {
      try publish(network, "\(number)")
      network.advance(by: .seconds(20))
    }
    #expect(network.phase(of: 0) == .fallback)
    #expect(watcher.received == ["1", "2", "3", "4", "5"])
    network.advance(by: .seconds(30))
    try publish(network, "6")
    network.withSession(of: 0) { $0.connect(at: $1, into: &$2) }
    network.advance(by: .seconds(1))
    try publish(network, "7")
    let polls = watcher.polls
    network.advance(by: .seconds(60))
    #expect(network.phase(of: 0) == .open)
    #expect(watcher.received == ["1", "2", "3", "4", "5", "6", "7"] && watcher.gaps == 0)
    #expect(polls > 5 && watcher.polls == polls)
  }

  @Test(arguments: [
    NetworkFault.unreachable(client: 0, .seconds(300)), .refuse(.seconds(300), retryAfter: .seconds(1)),
    .kill(.seconds(300)),
  ])
  func `a poll that does not get through is noted, and comes again`(fault: NetworkFault) throws {
    var configuration = Self.configuration
    configuration.pollsWhileDisconnected = true
    let network = SimulatedNetwork(seed: 1)
    let watcher = Watcher()
    network.observer = watcher
    network.addClient(configuration)
    try network.withSession(of: 0) { session, now, output throws(SessionError) in
      session.connect(at: now, into: &output)
      _ = try session.subscribe(to: "mlb", at: now, into: &output)
    }
    network.advance(by: .seconds(1))
    network.apply(fault)
    network.apply(.dropAll)
    network.advance(by: .seconds(120))
    #expect(watcher.failedPolls > 1 && watcher.received == [])
  }

  @Test func `a storm after a restart comes back spread as the server announced`() throws {
    var conditions = NetworkConditions()
    conditions.silenceLimit = .seconds(600)
    let network = SimulatedNetwork(seed: 3, conditions: conditions)
    let watcher = Watcher()
    network.observer = watcher
    for client in 0..<300 {
      network.addClient(Self.configuration)
      network.withSession(of: client) { $0.connect(at: $1, into: &$2) }
    }
    network.advance(by: .seconds(20))
    watcher.attempts = []
    network.apply(.restart(.seconds(10)))
    network.advance(by: .seconds(60))
    #expect((0..<300).allSatisfy { network.phase(of: $0) == .open })
    // 5 seconds of jitter after 10 seconds: at most three times the even share in any second.
    let seconds = Dictionary(grouping: watcher.attempts) { Int($0 / .seconds(1)) }.mapValues(\.count)
    #expect(seconds.keys.allSatisfy { $0 >= 30 })
    #expect(seconds.values.allSatisfy { $0 <= 3 * 300 / 5 })
  }

  @Test(arguments: Dialect.allCases)
  func `a program that is killed goes on after what it has seen`(dialect: Dialect) throws {
    let network = SimulatedNetwork(seed: 8)
    let watcher = Watcher()
    network.observer = watcher
    var configuration = Self.configuration
    configuration.dialect = dialect
    let client = network.addClient(configuration)
    func start() throws {
      try network.withSession(of: client) { session, now, output throws(SessionError) in
        session.connect(at: now, into: &output)
        _ = try session.subscribe(to: "mlb", resumes: true, at: now, into: &output)
      }
      network.advance(by: .seconds(1))
    }
    try start()
    network.publish(to: try RoomName("mlb"), payload: Array(#"{"n":1}"#.utf8))
    network.advance(by: .seconds(1))
    #expect(network.memory(of: client).positions["mlb"]?.offset == 1)
    network.relaunch(client)
    #expect(network.phase(of: client) == .idle)
    network.publish(to: try RoomName("mlb"), payload: Array(#"{"n":2}"#.utf8))
    network.advance(by: .seconds(60))
    #expect(watcher.received.count == 1)
    try start()
    #expect(watcher.received.count == 2 && watcher.received.last?.contains(#""n":2"#) == true)
    #expect(watcher.gaps == 0 && watcher.attempts.count == 2)
  }

  @Test func `one seed is one run`() throws {
    let settings = SimulationRunTests.settings
    for seed in UInt64(0)..<5 {
      let first = try SimulationRun(seed: seed, settings: settings).run()
      #expect(try SimulationRun(seed: seed, settings: settings).run() == first)
      #expect(try SimulationRun(seed: seed + 100, settings: settings).run().fingerprint != first.fingerprint)
    }
  }
}

private final class Watcher: NetworkObserver {
  var received: [String] = []
  var gaps = 0
  var polls = 0
  var failedPolls = 0
  var attempts: [Duration] = []

  func network(_ network: SimulatedNetwork, told client: Int, _ event: ClientEvent) {
    switch event {
    case .delivered(_, _, let payload): received.append(String(decoding: payload, as: UTF8.self))
    case .gap: gaps += 1
    case .polling: polls += 1
    case .note(.pollFailed): failedPolls += 1
    case .opening: attempts.append(network.elapsed)
    default: break
    }
  }

  func network(_ network: SimulatedNetwork, published publication: Publication) {}
}
