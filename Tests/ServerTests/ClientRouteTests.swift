import TautClient
import TautFraming
import TautJSON
import Testing

@testable import TautServer

/// What the third seed says that its server does, sentence by sentence.
@Suite struct ClientRouteTests {
  @Test func `the server sends a hello with its capabilities`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123&version=1&role=frontend")
      let hello = try await peer.receive()
      #expect(hello["type"] == "hello" && hello["accepted_version"]?.int64 == 1)
      #expect(hello["features"] == ["heartbeat", "structured_messages", "error_codes", "graceful_reconnect"])
      #expect(hello["client_id"] == "abc-123" && hello["heartbeat_interval_ms"]?.int64 == 25_000)
      #expect(hello["request_id"]?.string?.count == 36)
      #expect(hello["server_time"]?.string?.hasSuffix("Z") == true && hello["timestamp"] == hello["server_time"])
    }
  }

  @Test func `version and role have defaults`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123")
      #expect(try await peer.receive()["accepted_version"]?.int64 == 1)
    }
  }

  @Test func `the client id is required, and its format is checked`() async throws {
    try await TestServer.with { server in
      try await Peer.expectRefusal(server, "/ws/client", status: 400)
      try await Peer.expectRefusal(server, "/ws/client?client_id=", status: 400)
      try await Peer.expectRefusal(server, "/ws/client?client_id=a%20b", status: 400)
      try await Peer.expectRefusal(server, "/ws/client?client_id=a%2Fb", status: 400)
      try await Peer.expectRefusal(server, "/ws/client?client_id=\(String(repeating: "x", count: 129))", status: 400)
    }
  }

  @Test(arguments: ["0", "3", "99", "one", "-1", "1.0"])
  func `an unsupported version is closed with 4400`(version: String) async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123&version=\(version)")
      let summary = await peer.connection.ended()
      #expect(summary.code == .unsupportedProtocolVersion && summary.reason.contains("version"))
    }
  }

  @Test(arguments: ["root", "Admin", "frontend%20"])
  func `an invalid role is closed with 4401`(role: String) async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123&role=\(role)")
      #expect(await peer.connection.ended().code == .invalidClientRole)
      // Who was turned away does not count.
      var attempts = 0
      while server.server.connectionCount > 0 && attempts < 10_000 {
        attempts += 1
        await Task.yield()
      }
      #expect(server.server.connectionCount == 0)
    }
  }

  @Test(arguments: ["frontend", "admin", "test"])
  func `the three roles are taken`(role: String) async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123&role=\(role)")
      #expect(try await peer.receive()["type"] == "hello")
    }
  }

  @Test func `a ping may be sent at any time and is answered, and a pong is taken`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123")
      _ = try await peer.receive()
      try await peer.send(#"{"type":"pong","timestamp":"2025-08-15T10:00:00Z"}"#)
      let pong = try await peer.ask(#"{"type":"ping","timestamp":"2025-08-15T10:00:00Z"}"#)
      #expect(pong["type"] == "pong" && pong["timestamp"]?.string?.hasSuffix("Z") == true)
    }
  }

  @Test func `a message without its required fields is an error, and the connection stays open`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123")
      _ = try await peer.receive()
      let error = try await peer.ask(#"{"type":"status"}"#)
      #expect(error["type"] == "error" && error["detail"] == "timestamp is missing")
      #expect(try await peer.ask(#"{"timestamp":"2025-08-15T10:00:00Z"}"#)["detail"] == "type is missing")
      #expect(try await peer.ask("{")["code"] == "INVALID_JSON")
      #expect(try await peer.ask(#"{"type":"status","timestamp":"2025-08-15T10:00:00Z"}"#)["type"] == "status")
    }
  }

  @Test func `version 2 speaks the v2 dialect with acknowledgements`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123&version=2")
      let hello = try await peer.receive()
      #expect(hello["type"] == "hello" && hello["version"] == "2.0")
      #expect(hello["payload"]?["accepted_version"]?.int64 == 2 && hello["payload"]?["client_id"] == "abc-123")
      let message = #"{"type":"bet_placed","ts":1,"correlationId":"c-9","version":"2.0","payload":{}}"#
      let ack = try await peer.ask(message)
      #expect(ack["type"] == "ack" && ack["correlationId"] == "c-9")
    }
  }

  @Test func `publications stand among the keys of a structured message`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/client?client_id=abc-123")
      _ = try await peer.receive()
      _ = try await peer.ask(#"{"type":"subscribe","timestamp":"2025-08-15T10:00:00Z","channel":"mlb"}"#)
      try await server.publish(room: "mlb", #"{"n":1.50}"#)
      let text = try await peer.receiveText()
      #expect(text.hasSuffix(#""offset":1,"n":1.50}"#))
    }
  }
}
