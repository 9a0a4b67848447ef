import TautClient
import TautEventLoop
import Testing

/// Waiting for a connection, and for what needs one.
@Suite struct ClientReadyTests {
  /// A port that is refused.
  private static let deadPort: UInt16 = 1

  private static func configuration(_ port: UInt16) -> ClientConfiguration {
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(port)/ws")
    configuration.session.backoff = .immediate
    return configuration
  }

  @Test func `ready waits until there is a connection, and again after a loss`() async throws {
    let server = try await RoomServer()
    let client = try await Client.prepared(Self.configuration(server.port))
    let changes = await client.states()
    await client.connect()
    try await client.ready()
    let phase = await client.phase()
    #expect(phase.isConnected)
    server.dropAll()
    for await change in changes where change.to == .reconnecting { break }
    try await client.ready(within: .seconds(60))
    let later = await client.phase()
    #expect(later.isConnected)
    await client.close()
  }

  @Test func `ready says why there will be no connection`() async throws {
    var configuration = Self.configuration(Self.deadPort)
    configuration.session.backoff.maximumAttempts = 1
    let client = try await Client.open(configuration)
    for _ in 1...2 {
      let error = await #expect(throws: SessionError.self) { try await client.ready() }
      guard case .gaveUp(1, .network) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }
    await client.disconnect()
    await #expect(throws: SessionError.notConnected) { try await client.ready() }
    await client.close()
  }

  @Test func `ready within a time tells what ended the last attempt`() async throws {
    var configuration = Self.configuration(Self.deadPort)
    configuration.session.backoff = .rooms
    let client = try await Client.prepared(configuration)
    let changes = await client.states()
    await client.connect()
    for await change in changes where change.to == .failed { break }
    let error = await #expect(throws: SessionError.self) { try await client.ready(within: .milliseconds(1)) }
    #expect(error?.code == "NETWORK_UNREACHABLE")
    let task = Task { try await client.ready() }
    task.cancel()
    let outcome = await task.result
    #expect(throws: SessionError.cancelled) { try outcome.get() }
    await client.close()
  }

  @Test func `a message can be for now or not at all, and a publication for a time`() async throws {
    var configuration = Self.configuration(Self.deadPort)
    configuration.session.backoff = .rooms
    let client = try await Client.open(configuration)
    await #expect(throws: SessionError.connectTimeout(.zero)) { try await client.send("echo", timeout: .zero) }
    await #expect(throws: SessionError.requestTimeout(.milliseconds(1))) {
      try await client.publish(to: "mlb", "odds", 1, timeout: .milliseconds(1))
    }
    await client.close()
  }

  @Test func `what is in time is not disturbed by its time`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      try await client.ready(within: .seconds(60))
      try await client.send("greet", timeout: .zero)
      try await client.publish(to: "mlb", "odds", 1, timeout: .seconds(60))
      struct Nothing: Decodable {}
      let _: Nothing = try await client.request("greet")
    }
    #expect(server.published == ["1"])
  }

  @Test func `presence, history and pings can be asked for`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      let odds = try await client.subscribe(to: "mlb", as: Int.self)
      var events = odds.events.makeAsyncIterator()
      _ = await events.next()
      let rooms = await client.rooms()
      #expect(rooms == ["mlb"])
      let members = try await client.presence(in: "mlb")
      #expect(members.count >= 1 && !members.isTruncated)
      let time = try await client.ping()
      #expect(time > .zero)
      let last = await client.lastError()
      #expect(last == nil)
      let error = await #expect(throws: SessionError.self) { try await client.history(of: "mlb") }
      #expect(error?.code == "UPGRADE_REFUSED")
    }
  }
}
