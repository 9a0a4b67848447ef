import TautBackoff
import TautClient
import TautEnvelope
import TautHandshake
import TautJSON
import TautSession
import Testing

/// A ``Client`` that is let through to the server's polls only.
@Suite struct ClientFallbackTests {
  /// A relay that lets no upgrade through.
  private static func pollsOnly(_ server: TestServer) async throws -> Relay {
    try await Relay(to: server.port) { $0.hasPrefix("GET /ws/v2/poll") }
  }

  private static func configuration(_ relay: Relay, dialect: ServedDialect = .event) -> ClientConfiguration {
    var configuration = dialect.configuration(port: relay.port)
    configuration.session.fallback = .poll
    configuration.session.pollInterval = .milliseconds(5)
    configuration.session.backoff.maximumAttempts = 0
    return configuration
  }

  @Test(arguments: ServedDialect.allCases)
  func `where no upgrade gets through rooms are polled, each message once`(dialect: ServedDialect) async throws {
    try await TestServer.with { server in
      let relay = try await Self.pollsOnly(server)
      let client = try await Client.prepared(Self.configuration(relay, dialect: dialect))
      let odds = try await client.subscribe(to: "mlb", as: Odds.self)
      await client.connect()
      let isGranted = await odds.isGranted()
      #expect(isGranted)
      var received = odds.makeAsyncIterator()
      for number in 1...5 {
        try await server.publish(room: "mlb", Odds(game: "a", odds: number).json)
        let next = try await received.next()
        #expect(next?.odds == number)
      }
      let phase = await client.phase()
      #expect(phase == .fallback)
      await client.close()
    }
  }

  @Test func `a socket goes on where the polls ended`() async throws {
    try await TestServer.with { server in
      let relay = try await Self.pollsOnly(server)
      let client = try await Client.prepared(Self.configuration(relay))
      let odds = try await client.subscribe(to: "mlb", as: Odds.self)
      await client.connect()
      let isGranted = await odds.isGranted()
      #expect(isGranted)
      var received = odds.makeAsyncIterator()
      try await server.publish(room: "mlb", Odds(game: "a", odds: 1).json)
      let first = try await received.next()
      #expect(first?.odds == 1)
      let states = await client.states()
      try await client.setConfiguration(ServedDialect.event.configuration(port: server.port).session)
      await client.connect()
      for await change in states where change.to == .open { break }
      for number in 2...3 {
        try await server.publish(room: "mlb", Odds(game: "a", odds: number).json)
        let next = try await received.next()
        #expect(next?.odds == number)
      }
      await client.close()
    }
  }

  @Test(arguments: 0..<5)
  func `polls carry the token, wherever it stands`(place: Int) async throws {
    try await TestServer.withTokens { server in
      let relay = try await Self.pollsOnly(server)
      let token = try TestTokens.token()
      var configuration = Self.configuration(relay)
      switch place {
      case 0: configuration.connection.bearerToken = token
      case 1: configuration.session.url?.append("?token=\(token)")
      case 2: configuration.token = { SessionToken(token) }
      case 3:
        configuration.token = { SessionToken(token) }
        configuration.tokenPlacement = .header
      default:
        // Nobody connects, and the polls are all there is.
        configuration.token = { SessionToken(token) }
        configuration.session.isEnabled = false
      }
      configuration.session.pollsWhileDisconnected = true
      let client = try await Client.prepared(configuration)
      let odds = try await client.subscribe(to: "mlb", as: Odds.self)
      await client.connect()
      let isGranted = await odds.isGranted()
      #expect(isGranted)
      let polls = await relay.requests().filter { $0.hasPrefix("GET /ws/v2/poll") }
      let way = place == 1 ? "&token=\(token) HTTP/1.1\r\n" : "Authorization: Bearer \(token)\r\n"
      #expect(!polls.isEmpty && polls.allSatisfy { $0.contains(way) })
      await client.close()
    }
  }

  @Test(arguments: [(Relay.Kind.httpProxy, "http"), (.socks5Proxy, "socks5")])
  func `polls go through the proxy as connections do`(kind: Relay.Kind, scheme: String) async throws {
    try await TestServer.with { server in
      let relay = try await Relay(to: server.port, as: kind)
      // Only a proxy can know this name (RFC 6761, 6.4).
      var configuration = ClientConfiguration.event("ws://tautline.invalid/ws/events")
      configuration.connection.proxy = try ProxyURL("\(scheme)://127.0.0.1:\(relay.port)")
      configuration.session.pollInterval = .milliseconds(5)
      configuration.session.isEnabled = false
      let client = try await Client.open(configuration)
      let odds = try await client.subscribe(to: "mlb", as: Odds.self)
      let isGranted = await odds.isGranted()
      #expect(isGranted)
      try await server.publish(room: "mlb", Odds(game: "a", odds: 1).json)
      var received = odds.makeAsyncIterator()
      let polled = try await received.next()
      #expect(polled?.odds == 1)
      let states = await client.states()
      configuration.session.isEnabled = true
      try await client.setConfiguration(configuration.session)
      for await change in states where change.to == .open { break }
      try await server.publish(room: "mlb", Odds(game: "a", odds: 2).json)
      let pushed = try await received.next()
      #expect(pushed?.odds == 2)
      let requests = await relay.requests()
      #expect(requests.allSatisfy { $0.hasPrefix("CONNECT tautline.invalid:80 ") || $0 == "SOCKS5" })
      await client.close()
    }
  }
}
