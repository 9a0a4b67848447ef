import TautClient
import TautEnvelope
import TautServer
import TautSession
import Testing

/// A ``Client`` and the server in each dialect that clients come with.
@Suite struct ClientDialectTests {
  @Test(arguments: ServedDialect.allCases)
  func `what is published arrives once and in order, over a lost connection too`(dialect: ServedDialect) async throws {
    try await TestServer.with { server in
      let relay = try await Relay(to: server.port)
      try await Client.withConnection(dialect.configuration(port: relay.port)) { client in
        let odds = try await client.subscribe(to: "mlb", as: Odds.self)
        let isGranted = await odds.isGranted()
        #expect(isGranted)
        var received = odds.makeAsyncIterator()
        for number in 1...6 {
          if number == 3 { relay.cutAll() }
          try await server.publish(room: "mlb", Odds(game: "a", odds: number).json)
          let next = try await received.next()
          #expect(next?.odds == number)
        }
        let position = await client.memory().positions["mlb"]?.offset
        #expect(position == 6)
      }
    }
  }

  @Test(arguments: ServedDialect.allCases)
  func `requests are answered, and what is wrong is told`(dialect: ServedDialect) async throws {
    try await TestServer.with { server in
      try await Client.withConnection(dialect.configuration(port: server.port)) { client in
        let pong = try await client.request(.ping)
        #expect(pong.type == .pong)
        let status = try await client.request(.status)
        #expect(status.type == .status)
        await #expect(throws: SessionError.self) { try await client.request("no_such_request") }
        var events = try await client.subscribe(to: "nowhere", as: Odds.self).events.makeAsyncIterator()
        guard case .refused(let error) = await events.next() else { return #expect(Bool(false)) }
        #expect(error.description.contains("nowhere"))
      }
    }
  }

  @Test(arguments: ServedDialect.allCases)
  func `filters choose, and an ended subscription gets nothing`(dialect: ServedDialect) async throws {
    try await TestServer.with { server in
      try await Client.withConnection(dialect.configuration(port: server.port)) { client in
        let odds = try await client.subscribe(to: "mlb", as: Odds.self, filters: #"{"min_odds":2}"#)
        let isGranted = await odds.isGranted()
        #expect(isGranted)
        var received = odds.makeAsyncIterator()
        for number in 1...2 { try await server.publish(room: "mlb", Odds(game: "a", odds: number).json) }
        let next = try await received.next()
        #expect(next?.odds == 2)
        await odds.cancel()
        let end = try await received.next()
        #expect(end == nil)
        _ = try await client.request(.ping)
        let list = try await server.request("GET", "/ws/v2/rooms")
        #expect(list.body.contains(#""room":"mlb","subscriptions":0"#), "\(list.body)")
      }
    }
  }

  @Test(arguments: ServedDialect.allCases)
  func `what a client publishes counts once, though the answer was lost with the connection`(
    dialect: ServedDialect
  ) async throws {
    try await TestServer.with({ $0.clientsMayPublish = true }) { server in
      let relay = try await Relay(to: server.port)
      let client = try await Client.prepared(dialect.configuration(port: relay.port))
      let odds = try await client.subscribe(to: "mlb", as: Odds.self)
      // It waits in the queue until there is a connection.
      async let first: Void = client.publish(to: "mlb", .oddsChange, Odds(game: "a", odds: 1))
      await client.connect()
      try await first
      // It waits on the first connection, and then on the second, for the server's word.
      await relay.cut(before: "published")
      try await client.publish(to: "mlb", .oddsChange, Odds(game: "a", odds: 2))
      try await client.publish(to: "mlb", .oddsChange, Odds(game: "a", odds: 3))
      let requests = await relay.requests()
      #expect(requests.count == 2)
      let history = try await server.request("GET", "/ws/v2/history?room=mlb")
      #expect(history.body.ranges(of: #""odds":"#).count == 3, "\(history.body)")
      #expect(history.body.ranges(of: #""type":"odds_change""#).count == 3, "\(history.body)")
      var received = odds.makeAsyncIterator()
      for number in 1...3 {
        let next = try await received.next()
        #expect(next == Odds(game: "a", odds: number))
      }
      await client.close()
    }
  }

  @Test(arguments: ServedDialect.allCases)
  func `where clients may not publish, the one who tries is told`(dialect: ServedDialect) async throws {
    try await TestServer.with { server in
      try await Client.withConnection(dialect.configuration(port: server.port)) { client in
        let error = await #expect(throws: SessionError.self) {
          try await client.publish(to: "mlb", .oddsChange, Odds(game: "a", odds: 1))
        }
        #expect(error?.code == "NOT_ALLOWED")
      }
    }
  }
}
