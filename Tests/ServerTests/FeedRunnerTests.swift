import TautClient
import Testing

@testable import TautServer

@Suite struct FeedRunnerTests {
  @Test func `the feed moves, and says that it is simulated`() async throws {
    try await TestServer.with { configuration in
      configuration.hasFeed = true
    } _: { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("odds_updates")
      for _ in 0..<2 {
        let message = try await socket.receiveEnvelope()
        #expect(message.type == "odds_update")
        #expect(message.meta?.source == "simulation")
      }
    }
  }
}
