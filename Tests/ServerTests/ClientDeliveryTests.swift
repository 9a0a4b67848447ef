import TautClient
import TautEnvelope
import TautSession
import Testing

/// What a ``Client`` asks for with ``Delivery``, and what the server makes of it.
@Suite struct ClientDeliveryTests {
  @Test(arguments: ServedDialect.allCases)
  func `of what waits for a batch the latest of each value comes, in every dialect`(dialect: ServedDialect) async throws
  {
    try await TestServer.with { server in
      try await Client.withConnection(dialect.configuration(port: server.port)) { client in
        var delivery = Delivery()
        delivery.conflate = "game"
        delivery.batch = Delivery.Batch(size: 3, age: .seconds(60))
        let odds = try await client.subscribe(to: "mlb", as: Odds.self, delivery: delivery)
        let isGranted = await odds.isGranted()
        #expect(isGranted)
        let published = [("a", 1), ("b", 2), ("a", 3), ("c", 4)].map { Odds(game: $0, odds: $1) }
        for odds in published { try await server.publish(room: "mlb", odds.json) }
        var received: [Odds] = []
        for try await next in odds {
          received.append(next)
          if received.count == 3 { break }
        }
        #expect(received == Array(published[1...]))
      }
    }
  }

  @Test func `a throttled subscription waits, until another one wants the messages as they come`() async throws {
    try await TestServer.with { server in
      try await Client.withConnection(ServedDialect.v2.configuration(port: server.port)) { client in
        var delivery = Delivery()
        delivery.throttle = .seconds(60)
        let throttled = try await client.subscribe(to: "mlb", as: Odds.self, delivery: delivery)
        let isGranted = await throttled.isGranted()
        #expect(isGranted)
        for number in 1...3 { try await server.publish(room: "mlb", Odds(game: "a", odds: number).json) }
        var received = throttled.makeAsyncIterator()
        let first = try await received.next()
        #expect(first?.odds == 1)
        // Whatever was delivered before this answer has come.
        _ = try await client.request(.ping)
        let seen = await client.memory().positions["mlb"]?.offset
        #expect(seen == 1)
        _ = try await client.subscribe(to: "mlb", as: Odds.self)
        for number in 2...3 {
          let next = try await received.next()
          #expect(next?.odds == number)
        }
      }
    }
  }

  @Test func `what is left out of a subscription stays so on the next connection`() async throws {
    try await TestServer.with { server in
      let relay = try await Relay(to: server.port)
      try await Client.withConnection(ServedDialect.v2.configuration(port: relay.port)) { client in
        var delivery = Delivery()
        delivery.deduplicate = .path("game")
        let odds = try await client.subscribe(to: "mlb", as: Odds.self, delivery: delivery)
        var received = odds.makeAsyncIterator()
        for turn in 0..<2 {
          let isGranted = await odds.isGranted()
          #expect(isGranted)
          for game in ["a", "a", "b"] { try await server.publish(room: "mlb", Odds(game: game, odds: turn).json) }
          for game in ["a", "b"] {
            let next = try await received.next()
            #expect(next == Odds(game: game, odds: turn))
          }
          relay.cutAll()
        }
      }
    }
  }

  @Test func `what no server allows is refused, and says why`() async throws {
    try await TestServer.with { server in
      try await Client.withConnection(ServedDialect.v2.configuration(port: server.port)) { client in
        var delivery = Delivery()
        delivery.throttle = .seconds(61)
        var events = try await client.subscribe(to: "mlb", as: Odds.self, delivery: delivery).events
          .makeAsyncIterator()
        guard case .refused(let error) = await events.next() else { return #expect(Bool(false)) }
        #expect(error.code == "INVALID_OPTIONS" && error.description.contains("the limit is 60000"))
      }
    }
  }
}
