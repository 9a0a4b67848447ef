import TautBackoff
import TautClient
import TautEnvelope
import TautEventLoop
import TautFraming
import TautSession
import TautWebSocket
import Testing

@Suite struct ClientTests {
  private struct Odds: Codable, Sendable, Equatable {
    var odds: Int
  }

  private static func configuration(_ port: UInt16) -> ClientConfiguration {
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(port)/ws")
    configuration.session.backoff = .immediate
    return configuration
  }

  @Test func `a client subscribes, and gets each message once over a reconnect`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
      var events = subscription.events.makeAsyncIterator()
      guard case .subscribed = await events.next() else { return #expect(Bool(false)) }
      var odds = subscription.makeAsyncIterator()
      for number in 1...10 {
        if number == 5 { server.dropAll() }
        server.publish(#"{"odds":\#(number)}"#)
        let next = try await odds.next()
        #expect(next == Odds(odds: number))
      }
      let memory = await client.memory()
      #expect(memory.positions["mlb"]?.offset == 10)
    }
  }

  @Test func `a request is answered, refused, or ends with its connection`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      let answer: Odds = try await client.request("echo", Odds(odds: 7))
      #expect(answer == Odds(odds: 7))
      await #expect(throws: SessionError.server(code: "NO", message: "no", isRecoverable: true)) {
        try await client.request("refuse")
      }
      await #expect(throws: SessionError.self) { try await client.request("drop") }
      await #expect(throws: SessionError.requestTimeout(.milliseconds(20))) {
        try await client.request("ignore", timeout: .milliseconds(20))
      }
    }
  }

  @Test func `phases and messages are sequences, handlers are called by type`() async throws {
    let server = try await RoomServer()
    let client = try await Client.open(Self.configuration(server.port))
    var states = await client.states().makeAsyncIterator()
    var messages = await client.messages().makeAsyncIterator()
    let (stream, seen) = AsyncStream.makeStream(of: String.self)
    let token = await client.register(["hello there": { seen.yield($0.type.rawValue) }])
    _ = try await client.request("greet")
    let message = await messages.next()
    #expect(message?.type == "hello there")
    var names = stream.makeAsyncIterator()
    let name = await names.next()
    #expect(name == "hello there")
    await token.cancel()
    await client.disconnect()
    var last = await states.next()
    while let change = last, change.to != .idle { last = await states.next() }
    #expect(last?.reason == .disconnected)
    let phase = await client.phase()
    #expect(phase == .idle)
    await client.close()
    let end = await states.next()
    #expect(end == nil)
  }

  @Test func `what is published while there is no connection arrives once`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      try await client.publish(to: "mlb", "news", Odds(odds: 1))
      server.dropAll()
      try await client.publish(to: "mlb", "news", Odds(odds: 2))
      try await client.send("note")
    }
    #expect(server.published == [#"{"odds":1}"#, #"{"odds":2}"#])
  }

  @Test func `who is cancelled waits no longer, for an answer or for a connection`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      let question = Task { try await client.request("ignore", timeout: .seconds(3600)) }
      _ = try await client.request("greet")
      question.cancel()
      await #expect(throws: SessionError.cancelled) { try await question.value }
    }
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    var configuration = Self.configuration(server.port)
    configuration.token = {
      for await _ in gate { break }
      return nil
    }
    let client = try await Client.open(configuration)
    let publication = Task { try await client.publish(to: "mlb", "news", Odds(odds: 1)) }
    publication.cancel()
    await #expect(throws: SessionError.cancelled) { try await publication.value }
    opener.yield()
    try await client.publish(to: "mlb", "news", Odds(odds: 2))
    #expect(server.published == [#"{"odds":2}"#])
    await client.close()
  }

  @Test func `what nobody reads any more holds nothing back`() async throws {
    let server = try await RoomServer()
    var configuration = Self.configuration(server.port)
    configuration.inboxLimit = 4
    try await Client.withConnection(configuration) { client in
      let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
      var events = subscription.events.makeAsyncIterator()
      guard case .subscribed = await events.next() else { return #expect(Bool(false)) }
      _ = try await client.subscribe(to: "mlb", as: Odds.self)
      _ = await client.messages()
      var odds = subscription.makeAsyncIterator()
      for number in 1...100 {
        server.publish(#"{"odds":\#(number)}"#)
        let next = try await odds.next()
        #expect(next == Odds(odds: number))
      }
    }
  }

  @Test func `without a server the session's error says what to do`() async throws {
    var configuration = Self.configuration(1)
    configuration.session.backoff.maximumAttempts = 0
    try await Client.withConnection(configuration) { client in
      await #expect(throws: SessionError.self) { try await client.request("anything") }
      let phase = await client.phase()
      #expect(phase == .failed)
    }
  }

  @Test func `a token comes from its provider`() async throws {
    let server = try await RoomServer()
    for placement in [ClientConfiguration.TokenPlacement.header, .query] {
      var configuration = Self.configuration(server.port)
      configuration.tokenPlacement = placement
      configuration.token = { SessionToken("secret") }
      try await Client.withConnection(configuration) { client in
        let answer: Odds = try await client.request("echo", Odds(odds: 1))
        #expect(answer.odds == 1)
      }
    }
    #expect(server.tokens == ["Bearer secret", "secret"])
  }

  @Test func `the provider of a new configuration is asked at the next attempt, and the old one no more`() async throws
  {
    let server = try await RoomServer()
    var configuration = Self.configuration(server.port)
    configuration.token = { SessionToken("old") }
    let client = try await Client.prepared(configuration)
    var states = await client.states().makeAsyncIterator()
    func awaitConnection() async {
      while let change = await states.next(), change.to != .open {}
    }
    await client.connect()
    await awaitConnection()
    // Another session has the same provider.
    configuration.session.requestTimeout = .seconds(7)
    try await client.setConfiguration(configuration.session)
    server.dropAll()
    await awaitConnection()
    configuration.token = { SessionToken("new") }
    try await client.setConfiguration(configuration)
    let phase = await client.phase()
    #expect(phase == .open, "the connection that there is stays")
    server.dropAll()
    await awaitConnection()
    configuration.tokenPlacement = .query
    try await client.setConfiguration(configuration)
    server.dropAll()
    await awaitConnection()
    configuration.token = nil
    try await client.setConfiguration(configuration)
    server.dropAll()
    await awaitConnection()
    await client.close()
    #expect(server.tokens == ["Bearer old", "Bearer old", "Bearer new", "new"])
  }
}
