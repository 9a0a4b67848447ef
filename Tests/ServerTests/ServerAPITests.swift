import TautClient
import TautFraming
import TautJSON
import Testing

@testable import TautServer

@Suite struct ServerAPITests {
  private func get(_ server: TestServer, _ path: String) async throws -> JSONValue {
    try JSONValue(parsing: try await server.request("GET", path).body)
  }

  @Test func `the commands of the seed are answered with JSON`() async throws {
    try await TestServer.with(loops: 2) { server in
      let peer = try await Peer(server, "/ws/v2/odds?client_id=me")
      for _ in 0..<2 { _ = try await peer.receive() }
      #expect(try await get(server, "/ws/v2/status")["connections"]?.int64 == 1)
      #expect(try await get(server, "/ws/v2/rooms")["rooms"]?.array?.isEmpty == false)
      let connections = try await get(server, "/ws/v2/connections")
      #expect(connections["count"]?.int64 == 1)
      #expect(connections["connections"]?[0]?["client_id"] == "me")
      #expect(connections["connections"]?[0]?["dialect"] == "rooms")
      #expect(connections["connections"]?[0]?["subscriptions"] == ["odds_updates"])
      #expect(connections["connections"]?[0]?["connected_at"]?.string?.hasSuffix("Z") == true)
      #expect(try await server.request("GET", "/ws/v2/connections?limit=0").status == 400)
    }
  }

  @Test func `a connection is closed through the API with 4410`() async throws {
    try await TestServer.with(loops: 2) { server in
      let peer = try await Peer(server, "/ws/v2/connect?client_id=me")
      _ = try await peer.receive()
      let body = #"{"client_id":"me","reason":"maintenance"}"#
      let answer = try await server.request("POST", "/ws/v2/disconnect", body: body)
      #expect(answer.status == 200 && answer.body == "{\"disconnected\":1}\n")
      let summary = await peer.connection.ended()
      #expect(summary.code == .disconnectedByAdministrator && summary.reason == "maintenance")
      let again = try await server.request("POST", "/ws/v2/disconnect", body: #"{"user":"nobody"}"#)
      #expect(again.body == "{\"disconnected\":0}\n")
    }
  }

  @Test(arguments: ["", "{", "[]", "{}", #"{"client_id":7}"#, #"{"user":""}"#, #"{"client_id":"a","reason":"R"}"#])
  func `a bad disconnect is a 400`(body: String) async throws {
    try await TestServer.with { server in
      let body = body.replacing("R", with: String(repeating: "r", count: 124))
      let answer = try await server.request("POST", "/ws/v2/disconnect", body: body)
      #expect(answer.status == 400)
    }
  }

  @Test(arguments: [1, 3])
  func `a room's history is read from any loop`(loops: Int) async throws {
    try await TestServer.with(loops: loops) { server in
      for n in 1...3 { try await server.publish(room: "mlb", #"{"n":\#(n).0}"#, more: #","id":"i\#(n)""#) }
      let all = try await get(server, "/ws/v2/history?room=mlb")
      #expect(all["room"] == "mlb" && all["offset"]?.int64 == 3 && all["messages"]?.array?.count == 3)
      #expect(all["messages"]?[0]?["id"] == "i1" && all["messages"]?[0]?["payload"]?.description == #"{"n":1.0}"#)
      let later = try await get(server, "/ws/v2/history?room=mlb&since=1&limit=1")
      #expect(later["offset"]?.int64 == 2 && later["messages"]?[0]?["offset"]?.int64 == 2)
      let gap = try await get(server, "/ws/v2/history?room=mlb&since=9")
      #expect(gap["gap"]?["reason"] == "offset_unknown")
    }
  }

  @Test(arguments: [1, 3])
  func `who is in a room is told from any loop`(loops: Int) async throws {
    try await TestServer.with(loops: loops) { server in
      #expect(try await get(server, "/ws/v2/presence?room=mlb")["count"]?.int64 == 0)
      let first = try await Peer(server, "/ws/v2/sport/MLB?client_id=a")
      let second = try await Peer(server, "/ws/v2/sport/MLB?client_id=b")
      for peer in [first, second] { for _ in 0..<2 { _ = try await peer.receive() } }
      // The rooms' homes hear of a subscription after its connection does.
      var presence = try await get(server, "/ws/v2/presence?room=mlb")
      for _ in 0..<1000 where presence["count"]?.int64 != 2 {
        presence = try await get(server, "/ws/v2/presence?room=mlb")
      }
      #expect(presence["room"] == "mlb" && presence["connections"]?.int64 == 2)
      #expect(Set(presence["members"]?.array?.compactMap { $0["client_id"]?.string } ?? []) == ["a", "b"])
      #expect(try await get(server, "/ws/v2/presence?room=mlb&limit=1")["truncated"] == true)
    }
  }

  @Test(arguments: [
    ("presence", 400), ("presence?room=cricket", 404), ("presence?room=mlb&limit=0", 400), ("history", 400),
    ("history?room=cricket", 404), ("history?room=mlb&since=x", 400),
    ("history?room=mlb&limit=0", 400),
    ("history?room=mlb&limit=1001", 400), ("history?room=a%20b", 400), ("history?room=%ff", 400), ("poll", 400),
    ("poll?room=cricket&wait=5", 404), ("poll?room=mlb&offset=-1", 400), ("poll?room=mlb&wait=soon", 400),
    ("poll?room=mlb&wait=-1", 400),
  ])
  func `a bad question about a room is refused`(path: String, status: Int) async throws {
    try await TestServer.with { server in
      let answer = try await server.request("GET", "/ws/v2/" + path)
      #expect(answer.status == status && answer.body.hasPrefix(#"{"error":"#))
    }
  }

  @Test(arguments: [1, 3])
  func `a poll waits for the next message, and is answered with nothing after its time`(loops: Int) async throws {
    try await TestServer.with(loops: loops) { server in
      let start = try await get(server, "/ws/v2/poll?room=mlb")
      #expect(start["messages"] == [] && start["offset"]?.int64 == 0)
      let epoch = try #require(start["epoch"]?.string)
      async let waiting = get(server, "/ws/v2/poll?room=mlb&epoch=\(epoch)&offset=0&wait=30")
      // Whichever comes first, the poll has the message.
      try await server.publish(room: "mlb", #"{"n":1}"#)
      let answer = try await waiting
      #expect(answer["offset"]?.int64 == 1 && answer["messages"]?[0]?["payload"]?["n"]?.int64 == 1)
      let empty = try await get(server, "/ws/v2/poll?room=mlb&epoch=\(epoch)&offset=1&wait=0.05")
      #expect(empty["messages"] == [] && empty["offset"]?.int64 == 1)
      let other = try await get(server, "/ws/v2/poll?room=mlb&epoch=0000000000000001&offset=1&wait=30")
      #expect(other["gap"]?["reason"] == "epoch_changed")
      let foreign = try await get(server, "/ws/v2/poll?room=mlb&epoch=theirs&offset=1&wait=30")
      #expect(foreign["gap"]?["reason"] == "epoch_changed")
    }
  }

  @Test func `another method is a 405 that names the right ones`() async throws {
    try await TestServer.with { server in
      for (method, path, allow) in [
        ("POST", "/ws/v2/history", "GET, HEAD, OPTIONS"), ("GET", "/ws/v2/publish", "POST, OPTIONS"),
        ("PUT", "/ws/v2/connect", "GET, OPTIONS"), ("HEAD", "/ws/client", "GET, OPTIONS"),
      ] {
        let answer = try await Wire.exchange(
          "\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", port: server.port)
        #expect(answer.hasPrefix("HTTP/1.1 405 ") && answer.contains("\r\nAllow: \(allow)\r\n"))
      }
    }
  }

  @Test(arguments: [
    "/ws/v2/connect", "/ws/v2/odds", "/ws/v2/arbitrage", "/ws/v2/sport/MLB", "/ws/v2/portfolio", "/ws/client",
    "/ws/events", "/ws/user/u-1",
  ])
  func `a plain request to any WebSocket is a 426`(path: String) async throws {
    try await TestServer.with { server in
      let answer = try await server.request("GET", path)
      #expect(answer.status == 426 && answer.body.hasPrefix(#"{"error":"#))
    }
  }

  @Test func `pages of allowed origins may use the API, others may not`() async throws {
    try await TestServer.with({ $0.allowedOrigins = ["https://good.example"] }) { server in
      func exchange(_ method: String, _ path: String, _ origin: String, _ more: String = "") async throws -> String {
        try await Wire.exchange(
          "\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: \(origin)\r\n\(more)\r\n",
          port: server.port)
      }
      let good = try await exchange("GET", "/ws/v2/status", "https://good.example")
      #expect(good.contains("\r\nAccess-Control-Allow-Origin: https://good.example\r\n"))
      #expect(good.contains("\r\nVary: Origin\r\n"))
      let evil = try await exchange("GET", "/ws/v2/status", "https://evil.example")
      #expect(!evil.contains("Access-Control-Allow-Origin"))
      let wish = "Access-Control-Request-Method: POST\r\n"
      let preflight = try await exchange("OPTIONS", "/ws/v2/publish", "https://good.example", wish)
      #expect(preflight.hasPrefix("HTTP/1.1 204 ") && !preflight.contains("Content-Length"))
      #expect(preflight.contains("\r\nAccess-Control-Allow-Methods: POST, OPTIONS\r\n"))
      #expect(preflight.contains("\r\nAccess-Control-Allow-Headers: Authorization, Content-Type\r\n"))
      #expect(try await exchange("OPTIONS", "/ws/v2/publish", "https://evil.example", wish).hasPrefix("HTTP/1.1 403 "))
      let plain = try await exchange("OPTIONS", "/ws/v2/publish", "https://evil.example")
      #expect(plain.hasPrefix("HTTP/1.1 204 ") && plain.contains("\r\nAllow: POST, OPTIONS\r\n"))
    }
  }

  @Test func `a foreign page is refused on routes that authenticate, and let in on others unless origins are listed`()
    async throws
  {
    try await TestServer.with { server in
      let evil = "https://evil.example"
      try await Peer.expectRefusal(server, "/ws/v2/portfolio", origin: evil, status: 403)
      try await Peer.expectRefusal(server, "/ws/user/u-1", origin: evil, status: 403)
      try await Peer.expectRefusal(server, "/ws/v2/connect", origin: evil, status: nil)
    }
  }

  @Test func `draining answers the polls that wait`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      async let waiting = get(server, "/ws/v2/poll?room=mlb&offset=0&wait=60")
      // The upgrade and these questions are counted too; one more is the poll.
      var questions = 1
      while try await server.request("GET", "/metrics").body.contains(
        "tautline_http_requests_total \(questions + 1)\n")
      {
        questions += 1
      }
      async let drained: Void = server.server.drain(reason: "deploy")
      let answer = try await waiting
      #expect(answer["messages"] == [])
      await drained
      _ = socket
    }
  }
}
