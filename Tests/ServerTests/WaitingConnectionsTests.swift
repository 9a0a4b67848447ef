import TautClient
import TautFraming
import Testing

@testable import TautServer

@Suite struct WaitingConnectionsTests {
  @Test func `who has waited longest with half a handshake gives way to those who come later`() async throws {
    try await TestServer.with({ $0.maximumWaiting = 8 }) { server in
      let stalling = try (0..<20).map { _ in try Wire.open("GET /ws HTTP/1.1\r\nHost:", port: server.port) }
      defer { for socket in stalling { Wire.end(socket) } }
      // The eldest end without waiting for their time; whoever finishes is served.
      #expect(Wire.rest(of: stalling[0]) == "")
      let open = try await server.connect("/ws/abc")
      try await open.send(.text("still there?"))
      #expect(try await open.receive(within: .seconds(20)) == .text("still there?"))
      let metrics = try await server.request("GET", "/metrics").body
      #expect(metrics.contains(/\ntautline_gave_way_total 1[2-4]\n/))
      await open.close(.normalClosure)
    }
  }

  @Test func `a connection that waits for an answer does not give way`() async throws {
    try await TestServer.with({ $0.maximumWaiting = 2 }) { server in
      let poll = try Wire.open(
        "GET /ws/v2/poll?room=mlb&wait=20 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", port: server.port)
      // The answer to a later request says that the poll has been read.
      try await server.publish(room: "nba", "1")
      let idle = try (0..<6).map { _ in try Wire.open("GET", port: server.port) }
      defer { for socket in idle + [poll] { Wire.end(socket) } }
      #expect(Wire.rest(of: idle[0]) == "")
      try await server.publish(room: "mlb", "2")
      #expect(Wire.rest(of: poll).hasPrefix("HTTP/1.1 200 "))
    }
  }
}
