import Synchronization
import TautClient
import TautDiagnostics
import TautEnvelope
import TautJSON
import TautSession
import Testing

/// The tokens of a ``Client``, and what the server makes of them.
@Suite struct ClientTokenTests {
  /// A provider that counts how often it is asked.
  private final class Provider: Sendable {
    private let asked = Mutex(0)
    private let token: @Sendable (Int) throws -> SessionToken?

    init(_ token: @escaping @Sendable (_ turn: Int) throws -> SessionToken?) {
      self.token = token
    }

    var count: Int { asked.withLock { $0 } }

    func next() throws -> SessionToken? {
      try token(
        asked.withLock { asked in
          asked += 1
          return asked
        })
    }
  }

  private static func configuration(
    _ dialect: ServedDialect, _ server: TestServer, _ provider: Provider
  ) -> ClientConfiguration {
    var configuration = dialect.configuration(port: server.port)
    configuration.token = { try provider.next() }
    return configuration
  }

  @Test(arguments: ServedDialect.allCases)
  func `a token that ends soon is renewed on the living connection`(dialect: ServedDialect) async throws {
    let provider = Provider { turn in
      let seconds = turn == 1 ? 30 : 3600
      return SessionToken(
        try TestTokens.token(["exp": TestTokens.seconds(seconds)]), expires: .now + .seconds(seconds))
    }
    try await TestServer.withTokens { server in
      let client = try await Client.prepared(Self.configuration(dialect, server, provider))
      let changes = await client.states()
      var messages = await client.messages().makeAsyncIterator()
      await client.connect()
      while let message = await messages.next(), message.type != "authenticated" {}
      // The server knows the new one, and the connection is the first one.
      let answer = try await client.request(.ping)
      #expect(answer.type == .pong)
      let state = await client.state()
      #expect(state.stats.totalAttempts == 1)
      await client.close()
      var phases: [SessionPhase] = []
      for await change in changes { phases.append(change.to) }
      #expect(phases == [.connecting, .open, .idle])
      #expect(provider.count == 2)
    }
  }

  @Test func `a token that ran out is replaced by another one, and the subscription goes on`() async throws {
    let provider = Provider { turn in
      SessionToken(try TestTokens.token(["exp": TestTokens.seconds(turn == 1 ? 1 : 3600)]))
    }
    try await TestServer.withTokens { server in
      let client = try await Client.prepared(Self.configuration(.v2, server, provider))
      let states = await client.states()
      let odds = try await client.subscribe(to: "mlb", as: Odds.self)
      await client.connect()
      var losses: [SessionError] = []
      var connections = 0
      for await change in states {
        if case .lost(let error) = change.reason { losses.append(error) }
        if case .opened = change.reason { connections += 1 }
        if connections == 2 { break }
      }
      #expect(losses.count == 1 && losses.first?.description.contains("expired") == true, "\(losses)")
      var events = odds.events.makeAsyncIterator()
      for _ in 0..<2 {
        guard case .subscribed = await events.next() else { return #expect(Bool(false)) }
      }
      _ = try await server.request(
        "POST", "/ws/v2/publish", body: #"{"room":"mlb","type":"odds","payload":{"game":"a","odds":1}}"#,
        token: TestTokens.administrator())
      var values = odds.makeAsyncIterator()
      let next = try await values.next()
      #expect(next == Odds(game: "a", odds: 1))
      #expect(provider.count == 2)
      await client.close()
    }
  }

  @Test(arguments: ServedDialect.allCases)
  func `a token that the server refused is not sent again`(dialect: ServedDialect) async throws {
    let provider = Provider { _ in SessionToken("no.good.token") }
    try await TestServer.withTokens { server in
      let relay = try await Relay(to: server.port)
      var configuration = dialect.configuration(port: relay.port)
      configuration.token = { try provider.next() }
      configuration.session.fallback = .stop
      let client = try await Client.prepared(configuration)
      let states = await client.states()
      await client.connect()
      var last: SessionChange?
      for await change in states {
        last = change
        if case .gaveUp = change.reason { break }
      }
      #expect(last?.reason == .gaveUp(.tokenRefused("the provider returned the same one")))
      #expect(provider.count == 2)
      let requests = await relay.requests()
      #expect(requests.count == 1)
      await client.close()
    }
  }

  @Test func `another token is tried after a refused one`() async throws {
    let provider = Provider { turn in
      SessionToken(turn == 1 ? "no.good.token" : try TestTokens.token())
    }
    try await TestServer.withTokens { server in
      try await Client.withConnection(Self.configuration(.v2, server, provider)) { client in
        let answer = try await client.request(.ping)
        #expect(answer.type == .pong && provider.count == 2)
      }
    }
  }
}
