import TautClient
import TautServer
import Testing

/// What a client asks a real server beside its messages.
@Suite struct AskingTests {
  @Test func `a client asks what a room remembers, and goes on from there`() async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    configuration.clientsMayPublish = true
    let server = try Server(configuration)
    let port = try await server.start()
    defer { server.stop() }
    try await Client.withConnection("ws://127.0.0.1:\(port)/ws") { client in
      for number in 1...3 { try await client.publish(to: "mlb", "odds_update", ["odds": number]) }
      let all = try await client.history(of: "mlb")
      #expect(all.messages.map(\.text) == [#"{"odds":1}"#, #"{"odds":2}"#, #"{"odds":3}"#])
      #expect(all.messages.map(\.offset) == [1, 2, 3] && all.place.offset == 3 && all.gap == nil)
      let last = try await client.history(of: "mlb", since: SubscribeSince(epoch: all.place.epoch, offset: 2))
      #expect(last.messages.map(\.offset) == [3])
      let two = try await client.history(of: "mlb", limit: 2)
      #expect(two.messages.map(\.offset) == [2, 3])
      let error = await #expect(throws: SessionError.self) { try await client.history(of: "no room!") }
      #expect("\(String(describing: error))".contains("room"))
      let subscription = try await client.subscribe(to: "mlb", as: [String: Int].self, since: all.place)
      try await client.publish(to: "mlb", "odds_update", ["odds": 4])
      var values = subscription.makeAsyncIterator()
      let value = try await values.next()
      #expect(value == ["odds": 4])
    }
  }
}
