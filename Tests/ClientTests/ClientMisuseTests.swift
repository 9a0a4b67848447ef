import TautClient
import TautEventLoop
import Testing

/// What a program does wrong is an error that says what to do, and never a wait for something that cannot come.
@Suite struct ClientMisuseTests {
  private struct Odds: Codable, Sendable, Equatable {
    var odds: Int
  }

  private static func url(_ server: RoomServer, _ path: String = "/ws") -> String {
    "ws://127.0.0.1:\(server.port)\(path)"
  }

  @Test func `a closed client says that it is closed, and its sequences end`() async throws {
    let server = try await RoomServer()
    let client = try await Client.withConnection(Self.url(server)) { $0 }
    await #expect(throws: SessionError.clientClosed) { try await client.request("echo") }
    await #expect(throws: SessionError.clientClosed) { try await client.send("echo") }
    await #expect(throws: SessionError.clientClosed) { try await client.publish(to: "mlb", "odds", 1) }
    await #expect(throws: SessionError.clientClosed) { try await client.subscribe(to: "mlb", as: Odds.self) }
    await #expect(throws: SessionError.clientClosed) { try await client.ready() }
    for await _ in await client.states() {}
    for await _ in await client.messages() {}
    for await _ in await client.notifications() {}
    await client.connect()
    await client.setSimulationMode(true)
    let phase = await client.phase()
    #expect(phase == .idle)
    await client.close()
  }

  @Test func `nothing waits for a connection that nobody makes`() async throws {
    let server = try await RoomServer()
    let client = try await Client.prepared(ClientConfiguration(url: Self.url(server)))
    await #expect(throws: SessionError.notConnected) { try await client.request("echo") }
    await #expect(throws: SessionError.notConnected) { try await client.send("echo") }
    await #expect(throws: SessionError.notConnected) { try await client.publish(to: "mlb", "odds", 1) }
    await #expect(throws: SessionError.notConnected) { try await client.ready() }
    await client.close()
  }

  @Test func `a URL is looked at when it is changed`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.url(server)) { client in
      var configuration = SessionConfiguration.v2(url: "http://127.0.0.1/ws")
      let expected = ConnectError.url("the scheme of the URL is http, not ws or wss: write ws:// for http://")
      await #expect(throws: expected) { try await client.setConfiguration(configuration) }
      try await client.ready()
      configuration.url = Self.url(server, "/other")
      try await client.setConfiguration(configuration)
      try await client.ready()
    }
  }

  @Test func `payloads that are no JSON and messages that are too large are errors at once`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.url(server)) { client in
      await #expect(throws: SessionError.invalidPayload("expected a value at byte 0")) {
        try await client.request("echo", json: Array("hello".utf8))
      }
      let large = String(repeating: "x", count: 1 << 20)
      await #expect(throws: SessionError.messageTooLarge(bytes: large.utf8.count + 262, limit: 1 << 20)) {
        try await client.send("echo", large)
      }
      let answer: Odds = try await client.request("echo", Odds(odds: 1))
      #expect(answer == Odds(odds: 1))
    }
  }

  @Test func `messages of other types are no values, and one that cannot be decoded is named`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.url(server)) { client in
      let odds = try await client.subscribe(to: "mlb", as: Odds.self, types: ["odds"])
      let others = try await client.subscribe(to: "mlb", as: Odds.self, types: ["game_update"])
      var events = odds.events.makeAsyncIterator()
      _ = await events.next()
      server.publish(#"{"odds":"many"}"#)
      server.publish(#"{"player":"x"}"#)
      server.publish(#"{"odds":3}"#)
      var values = odds.makeAsyncIterator()
      var texts: [String] = []
      for _ in 1...2 {
        do {
          _ = try await values.next()
        } catch {
          texts.append("\(error)")
        }
      }
      #expect(
        texts == [
          "the message of mlb at 1 of the type odds is no Odds: odds is no Int",
          "the message of mlb at 2 of the type odds is no Odds: there is no odds",
        ])
      let value = try await values.next()
      #expect(value == Odds(odds: 3))
      await others.cancel()
      for try await _ in others { #expect(Bool(false), "no game was updated") }
    }
  }

  @Test func `handlers can be told of errors that answer nothing`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.url(server)) { client in
      let (stream, seen) = AsyncStream.makeStream(of: String.self)
      let token = await client.register([.error: { seen.yield($0.text) }])
      try await client.send("nonsense")
      var texts = stream.makeAsyncIterator()
      let text = await texts.next()
      #expect(text?.contains("UNKNOWN_TYPE") == true)
      let counts = await client.state().stats.messageCountsByType
      #expect(counts["error"] == 1)
      await token.cancel()
    }
  }

  @Test func `a client that nobody holds is closed`() async throws {
    let server = try await RoomServer()
    let changes: ClientStream<SessionChange>
    do {
      let client = try await Client.open(ClientConfiguration(url: Self.url(server)))
      try await client.ready()
      changes = await client.states()
    }
    var last: SessionChange?
    for await change in changes { last = change }
    #expect(last?.to == .idle && last?.reason == .disconnected)
  }
}
