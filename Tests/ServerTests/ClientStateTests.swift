import TautClient
import TautEnvelope
import TautReconciliation
import TautSession
import Testing

@testable import TautServer

/// A client keeps the state of a room in each of the dialects.
@Suite struct ClientStateTests {
  private struct Line: Codable, Sendable, Equatable {
    var line: Int
  }

  @Test(arguments: ServedDialect.allCases)
  func `a state is loaded, followed, changed and audited`(dialect: ServedDialect) async throws {
    try await TestServer.with {
      $0.clientsMayPublish = true
    } _: { server in
      try await server.publish(room: "mlb", #"{"id":"a","line":1}"#)
      try await Client.withConnection(dialect.configuration(port: server.port)) { client in
        var configuration = LiveStateConfiguration()
        configuration.reconciliation.auditInterval = .milliseconds(10)
        let state = try await client.state(of: "mlb", as: Line.self, configuration)
        try await state.waitUntilLive()
        #expect(await state.items == ["a": Line(line: 1)])
        try await state.update("a") { $0.line = 2 }
        try await state.update("b", to: Line(line: 3))
        try await server.publish(room: "mlb", #"{"id":"c","line":4}"#)
        try await state.remove("b")
        for try await _ in state where await state.items.keys.sorted() == ["a", "c"] { break }
        await state.force()
        try await state.waitUntilLive()
        #expect(await state.items == ["a": Line(line: 2), "c": Line(line: 4)])
        // What an audit asks, until it was answered.
        let answer = try await client.request(
          .stateSync, json: Array(#"{"channel":"mlb","epoch":"","offset":0,"checksum":""}"#.utf8))
        #expect(String(decoding: answer.payload, as: UTF8.self).contains(#""checksum":"#))
        #expect(await state.divergences == 0)
      }
    }
  }
}
