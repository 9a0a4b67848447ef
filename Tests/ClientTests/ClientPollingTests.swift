import TautBackoff
import TautClient
import TautEnvelope
import TautSession
import TautWebSocket
import Testing

@Suite struct ClientPollingTests {
  private struct Odds: Codable, Sendable, Equatable {
    var odds: Int
  }

  @Test func `without a server rooms are polled by a closure, and nothing comes twice`() async throws {
    var configuration = ClientConfiguration(url: nil)
    configuration.session.fallback = .poll
    configuration.session.pollInterval = .milliseconds(5)
    configuration.poll = { room, since in
      let offset = since?.offset ?? 4
      let first = #"{"type":"odds","room":"\#(room)","epoch":"e","offset":\#(offset),"payload":{"odds":\#(offset)}}"#
      let second =
        #"{"type":"odds","room":"\#(room)","epoch":"e","offset":\#(offset + 1),"payload":{"odds":\#(offset + 1)}}"#
      let messages = since == nil ? "" : "\(first),\(second)"
      let next = since == nil ? offset : offset + 1
      return Array(#"{"room":"\#(room)","epoch":"e","offset":\#(next),"messages":[\#(messages)]}"#.utf8)
    }
    try await Client.withConnection(configuration) { client in
      var odds = try await client.subscribe(to: "mlb", as: Odds.self).makeAsyncIterator()
      for number in 5...8 {
        let next = try await odds.next()
        #expect(next == Odds(odds: number))
      }
      let phase = await client.phase()
      #expect(phase == .fallback)
    }
  }

  @Test func `a server that does not answer polls is no harm`() async throws {
    let server = try await RoomServer()
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(server.port)/ws")
    configuration.session.isEnabled = false
    configuration.session.fallback = .poll
    configuration.session.pollInterval = .milliseconds(5)
    try await Client.withConnection(configuration) { client in
      let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
      try await client.setConfiguration(
        {
          var on = configuration.session; on.isEnabled = true; return on
        }())
      var events = subscription.events.makeAsyncIterator()
      guard case .subscribed = await events.next() else { return #expect(Bool(false)) }
      let phase = await client.phase()
      #expect(phase == .open)
    }
  }
}
