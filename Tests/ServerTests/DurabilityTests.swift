import Foundation
import TautRooms
import TautServer
import Testing

@Suite struct DurabilityTests {
  let folder: TestFolder
  var file: String { folder.file("tautline.db") }

  init() throws {
    folder = try TestFolder()
  }

  private func serve(loops: Int = 1, file: String? = nil, _ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.with(loops: loops, { $0.storeFile = file ?? self.file }, body)
  }

  @Test(arguments: [(1, 1), (1, 3), (3, 2)])
  func `rooms go on after a restart with the same epoch, offsets and history`(before: Int, after: Int) async throws {
    var epoch: String?
    try await serve(loops: before) { server in
      let connection = try await server.connect()
      epoch = try await connection.subscribe("mlb").epoch
      for n in 1...5 {
        let answer = try await server.publish(room: "mlb", #"{"n":\#(n)}"#, more: #","id":"p\#(n)""#)
        #expect(answer.0 == 200)
        #expect(answer.1.contains(#""offset":\#(n)"#))
        let live = try await connection.receiveEnvelope()
        #expect(live.meta?.offset == n)
      }
      try await server.publish(room: "weather", "1")
    }
    try await serve(loops: after) { server in
      let connection = try await server.connect()
      let payload = try await connection.subscribe("mlb", #","since":{"epoch":"\#(epoch!)","offset":2}"#)
      #expect(payload.epoch == epoch && payload.offset == 5 && payload.recovered == true)
      for n in 3...5 {
        let missed = try await connection.receiveEnvelope()
        #expect(missed.meta?.offset == n && missed.payload.n == n)
      }
      let repeated = try await server.publish(room: "mlb", "{}", more: #","id":"p4""#)
      #expect(repeated.1.contains(#""offset":4"#))
      let next = try await server.publish(room: "mlb", "{}")
      #expect(next.1.contains(#""offset":6"#))
      let rooms = try await server.request("GET", "/ws/v2/rooms")
      #expect(rooms.body.contains("weather"))
    }
  }

  @Test func `histories are as long as configured, before a restart and after it`() async throws {
    for _ in 0..<2 {
      try await TestServer.with({
        $0.storeFile = file
        $0.history.count = 3
      }) { server in
        for _ in 0..<5 { try await server.publish(room: "mlb", "1") }
        let history = try await server.request("GET", "/ws/v2/history?room=mlb&since=0").body
        #expect(history.components(separatedBy: "\"offset\":").count == 5)
        #expect(history.contains("history_expired"))
      }
    }
    try await TestServer.with({
      $0.storeFile = file
      $0.historyMemory = 1_000
    }) { server in
      let history = try await server.request("GET", "/ws/v2/history?room=mlb").body
      #expect(history.components(separatedBy: "\"offset\":").count < 5)
      let metrics = try await server.request("GET", "/metrics").body
      #expect(metrics.contains("tautline_history_bytes ") && metrics.contains("tautline_history_forgotten_total "))
    }
  }

  @Test func `a file that cannot be used is told, publishing is refused, and all else is served`() async throws {
    try Data("this is no database, and long enough to see that it is none. ".utf8).write(to: URL(filePath: file))
    try await serve { server in
      let refused = try await server.publish(room: "mlb", "1")
      #expect(refused.0 == 503)
      #expect(refused.1.contains("is not a database"))
      let connection = try await server.connect()
      let payload = try await connection.subscribe("mlb")
      #expect(payload.offset == 0)
      let ready = try await server.request("GET", "/readyz")
      #expect(ready.status == 200 && ready.body.contains("is not a database"))
      let status = try await server.request("GET", "/ws/v2/status")
      #expect(status.body.contains(#""store":{"state":"failed""#))
    }
  }

  @Test func `a second server on the same file is told who has it`() async throws {
    try await serve { first in
      try await serve { second in
        let refused = try await second.publish(room: "mlb", "1")
        #expect(refused.0 == 503)
        #expect(refused.1.contains("is in use by the process \(ProcessInfo.processInfo.processIdentifier)"))
      }
      let answer = try await first.publish(room: "mlb", "1")
      #expect(answer.0 == 200)
    }
  }

  @Test func `the reports name the store`() async throws {
    try await serve { server in
      try await server.publish(room: "mlb", "1")
      let ready = try await server.request("GET", "/readyz")
      #expect(ready.body == "{\"status\":\"ready\"}\n")
      let status = try await server.request("GET", "/ws/v2/status")
      #expect(status.body.contains(#""store":{"state":"durable"}"#))
      let metrics = try await server.request("GET", "/metrics")
      #expect(metrics.body.contains("tautline_store_failures_total 0\n"))
      #expect(metrics.body.contains("tautline_store_usable 1\n"))
    }
    try await TestServer.with { server in
      let status = try await server.request("GET", "/ws/v2/status")
      #expect(status.body.contains(#""store":{"state":"memory"}"#))
    }
  }
}
