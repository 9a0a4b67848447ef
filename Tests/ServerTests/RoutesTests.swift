import TautClient
import Testing

@testable import TautServer

@Suite struct RoutesTests {
  @Test func `liveness and readiness are told`() async throws {
    try await TestServer.with { server in
      let health = try await server.request("GET", "/healthz")
      #expect(health.status == 200 && health.body == "{\"status\":\"ok\"}\n")
      let readiness = try await server.request("GET", "/readyz")
      #expect(readiness.status == 200 && readiness.body == "{\"status\":\"ready\"}\n")
    }
  }

  @Test func `the root names the server, its version and every route`() async throws {
    try await TestServer.with { server in
      let (status, body) = try await server.request("GET", "/")
      #expect(status == 200)
      #expect(body.hasPrefix(#"{"name":"tautline","version":"\#(Tautline.version)","websockets":["/ws","#))
      for (path, route) in Route.all {
        #expect(body.contains(route.isSocket ? "\"\(path)\"" : "\"\(route.writes ? "POST" : "GET") \(path)\""))
      }
      let head = try await server.request("HEAD", "/")
      #expect(head.status == 200 && head.body.isEmpty)
      let post = try await server.request("POST", "/")
      #expect(post.status == 405)
    }
  }

  @Test func `a WebSocket without a path is one of the universal route`() async throws {
    try await TestServer.with { server in
      let client = try await Client.open(ClientConfiguration(url: "ws://127.0.0.1:\(server.port)"))
      try await client.ready()
      _ = try await client.request("status")
      await client.close()
    }
  }

  @Test func `an unknown route is a 404 that names the routes there are`() async throws {
    try await TestServer.with { server in
      let (status, body) = try await server.request("GET", "/nowhere")
      #expect(status == 404)
      #expect(body.contains("/ws/v2/status"))
    }
  }

  @Test(arguments: [
    "/ws/a%2Fb", "/ws/a%0d%0ab", "/ws/a%00", "/ws/%7f", "/ws/", "/ws/\(String(repeating: "x", count: 129))",
  ])
  func `a client id of the echo has neither slashes nor control characters, and 1 to 128 bytes`(path: String)
    async throws
  {
    try await TestServer.with { server in
      try await Peer.expectRefusal(server, path, status: 400)
    }
  }

  @Test(arguments: [
    ("/ws/user", 404), ("/ws/v2", 404), ("/ws/client", 400), ("/ws/v2/sport/", 404), ("/ws/user/", 404),
  ])
  func `a reserved name is no client id`(path: String, status: Int) async throws {
    try await TestServer.with { server in
      try await Peer.expectRefusal(server, path, status: status)
    }
  }

  @Test(arguments: [("POST", "/healthz"), ("DELETE", "/ws/v2/status"), ("GET", "/ws/v2/publish"), ("POST", "/ws")])
  func `another method is a 405`(method: String, path: String) async throws {
    try await TestServer.with { server in
      let (status, body) = try await server.request(method, path)
      #expect(status == 405)
      #expect(body.contains("error"))
    }
  }

  @Test(arguments: ["/ws", "/ws/me"])
  func `a plain request to a WebSocket is a 426`(path: String) async throws {
    try await TestServer.with { server in
      let answer2 = try await server.request("GET", path)
      #expect(answer2.status == 426)
    }
  }

  @Test func `publishing answers with room, epoch and offset, and offsets rise`() async throws {
    try await TestServer.with { server in
      let (status, body) = try await server.publish(room: "mlb", "{}")
      #expect(status == 200)
      #expect(body.contains("\"room\":\"mlb\"") && body.contains("\"offset\":1") && body.contains("\"epoch\":\""))
      let answer3 = try await server.publish(room: "mlb", "{}")
      #expect(answer3.1.contains("\"offset\":2"))
    }
  }

  @Test(arguments: [
    "", "{", "[]", "{}", #"{"room":"mlb","type":"x"}"#, #"{"room":"","type":"x","payload":1}"#,
    #"{"room":7,"type":"x","payload":1}"#, #"{"room":"mlb","type":"x","payload":1,}"#,
  ])
  func `a bad publish is a 400 with a sentence`(body: String) async throws {
    try await TestServer.with { server in
      let answer = try await server.request("POST", "/ws/v2/publish", body: body)
      #expect(answer.status == 400)
      #expect(answer.body.hasPrefix(#"{"error":""#) && answer.body.count > 20)
    }
  }

  @Test func `a page of another site may not publish`() async throws {
    try await TestServer.with { server in
      let body = #"{"room":"mlb","type":"x","payload":1}"#
      let foreign = "Origin: https://evil.example\r\n"
      let answer4 = try await server.request("POST", "/ws/v2/publish", body: body, fields: foreign)
      #expect(answer4.status == 403)
      let own = "Origin: http://127.0.0.1:\(server.port)\r\n"
      let answer5 = try await server.request("POST", "/ws/v2/publish", body: body, fields: own)
      #expect(answer5.status == 200)
    }
  }

  @Test func `status, rooms and metrics show what was published, on several loops`() async throws {
    try await TestServer.with(loops: 3) { server in
      for room in ["mlb", "nba", "nfl"] { try await server.publish(room: room, "{}") }
      let answer6 = try await server.request("GET", "/ws/v2/status")
      #expect(answer6.body.contains("\"publications\":3"))
      let answer7 = try await server.request("GET", "/ws/v2/rooms")
      #expect(answer7.body.contains("{\"room\":\"nba\",\"subscriptions\":0,"))
      let metrics = try await server.request("GET", "/metrics").body
      #expect(metrics.contains("\ntautline_publications_total 3\n"))
      #expect(metrics.contains("# TYPE tautline_errors_total counter"))
    }
  }

  @Test func `the test broadcast reaches a room`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("system_alerts")
      let body = #"{"subscription_type": "system_alerts", "message": "Test message"}"#
      let answer8 = try await server.request("POST", "/ws/v2/broadcast/test", body: body)
      #expect(answer8.status == 200)
      #expect(try await socket.receiveEnvelope().payload.message == "Test message")
    }
  }

  @Test func `requests on one connection are answered in order, also those that wait for another loop`() async throws {
    try await TestServer.with(loops: 2) { server in
      let rooms = ["mlb", "nba", "nfl", "nhl", "props", "odds"]
      let requests = rooms.map { room in
        let body = #"{"room":"\#(room)","type":"x","payload":1}"#
        return "POST /ws/v2/publish HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      }
      let last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answer = try await Wire.exchange(requests.joined() + last, port: server.port)
      let named = answer.split(separator: "\r\n\r\n").dropFirst().compactMap { body in
        rooms.first { body.contains("\"room\":\"\($0)\"") }
      }
      #expect(named == rooms)
      #expect(answer.hasSuffix("{\"status\":\"ok\"}\n"))
    }
  }
}
