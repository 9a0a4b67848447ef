import TautAuth
import TautClient
import TautFraming
import TautHub
import TautJSON
import TautRooms
import Testing

@testable import TautServer

/// What a good token allows and what it does not: administration, rooms.
@Suite struct TokenGrantsTests {
  private static let bodies = [
    "publish": #"{"room":"mlb","type":"x","payload":1}"#,
    "broadcast/test": #"{"subscription_type":"system_alerts","message":"hi"}"#,
    "disconnect": #"{"client_id":"nobody"}"#, "revoke": #"{"jti":"t1"}"#,
  ]

  @Test(arguments: ["publish", "broadcast/test", "disconnect", "revoke", "connections"])
  func `only an administrator manages`(name: String) async throws {
    try await TestServer.withTokens { server in
      let body = Self.bodies[name]
      let method = body == nil ? "GET" : "POST"
      let path = "/ws/v2/\(name)"
      let stranger = try await server.request(method, path, body: body ?? "")
      #expect(stranger.status == 401 && stranger.body.contains("missing"))
      let user = try await server.request(method, path, body: body ?? "", token: TestTokens.token())
      #expect(user.status == 403 && user.body.contains("not allowed"))
      let forged = try await server.request(method, path, body: body ?? "", token: TestTokens.token() + "A")
      #expect(forged.status == 401)
      let administrator = try await server.request(
        method, path, body: body ?? "", token: TestTokens.administrator())
      #expect(administrator.status == 200, "\(administrator.body)")
    }
  }

  @Test func `who has no token may ask for the state and read rooms`() async throws {
    try await TestServer.withTokens { server in
      for path in ["status", "rooms", "history?room=mlb", "poll?room=mlb"] {
        let answer1 = try await server.request("GET", "/ws/v2/\(path)")
        #expect(answer1.status == 200)
      }
      let answer2 = try await server.request("GET", "/ws/v2/status", token: "x")
      #expect(answer2.status == 401)
    }
  }

  @Test func `a room that the token does not grant is closed, over WebSocket and HTTP`() async throws {
    try await TestServer.withTokens { server in
      let token = try TestTokens.token(["rooms": ["mlb"]])
      let peer = try await Peer(server, "/ws/v2/connect?token=\(token)")
      _ = try await peer.receive()
      let refusal = try await peer.ask(#"{"type":"subscribe","subscription_type":"nba"}"#)
      #expect(refusal["type"] == "subscription_error" && refusal["error"]?.string?.contains("not allowed") == true)
      let answer3 = try await peer.ask(#"{"type":"subscribe","subscription_type":"mlb"}"#)
      #expect(answer3["status"] == "success")
      for path in ["/ws/v2/odds", "/ws/v2/arbitrage", "/ws/v2/sport/NBA", "/ws/v2/portfolio", "/ws/events"] {
        let answer = try await server.refusal("\(path)?token=\(token)")
        #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.contains("not allowed in this room"), "\(path)")
      }
      try await Peer.expectRefusal(server, "/ws/v2/sport/MLB?token=\(token)", status: nil)
      for (path, status) in [
        ("history?room=mlb", 200), ("history?room=nba", 403), ("poll?room=nba", 403), ("poll?room=mlb", 200),
      ] {
        let answer4 = try await server.request("GET", "/ws/v2/\(path)", token: token)
        #expect(answer4.status == status)
      }
      let administrator = try TestTokens.administrator(["rooms": ["odds.*"]])
      for (room, status) in [("odds.mlb", 200), ("mlb", 403)] {
        let body = #"{"room":"\#(room)","type":"x","payload":1}"#
        let answer5 = try await server.request("POST", "/ws/v2/publish", body: body, token: administrator)
        #expect(answer5.status == status)
      }
    }
  }

  // MARK: A connection that lives longer than its token

  @Test(arguments: [
    ("/ws/v2/connect", #"{"type":"authenticate","token":"T"}"#),
    ("/ws/events", #"{"type":"authenticate","token":"T"}"#),
    ("/ws/client?client_id=a", #"{"type":"authenticate","timestamp":"2026-01-01T00:00:00Z","token":"T"}"#),
  ])
  func `an expired connection is closed with 4418, and a renewed one lives`(path: String, renewal: String) async throws
  {
    try await TestServer.withTokens { server in
      let sign = path.contains("?") ? "&" : "?"
      let short = try TestTokens.token(["exp": TestTokens.seconds(15)])
      let ending = try await Peer(server, "\(path)\(sign)token=\(short)")
      let living = try await Peer(server, "\(path)\(sign)token=\(short)")
      try await living.send(renewal.replacing("T\"}", with: try TestTokens.token() + "\"}"))
      var answer = try await living.receive()
      while answer["type"] != "authenticated" { answer = try await living.receive() }
      let summary = await ending.connection.ended()
      #expect(summary.code == .tokenExpired && summary.reason.contains("expired"))
      try await living.send(renewal.replacing("T\"}", with: "x\"}"))
      var refusal = try await living.receive()
      while refusal["type"] != "error" { refusal = try await living.receive() }
      #expect(refusal.description.contains("malformed"))
    }
  }
}
