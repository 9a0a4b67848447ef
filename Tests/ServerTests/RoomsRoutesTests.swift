import TautClient
import TautFraming
import TautJSON
import Testing

@testable import TautServer

/// What the second seed says that its server does, sentence by sentence.
@Suite struct RoomsRoutesTests {
  @Test func `the universal endpoint welcomes a client with a client id and takes any room`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/connect")
      let welcome = try await peer.receive()
      #expect(welcome["type"] == "welcome" && welcome["status"] == "success")
      let id = try #require(welcome["client_id"]?.string)
      #expect(id.count == 36 && welcome["data"]?["authenticated"] == false)
      #expect(welcome["timestamp"]?.string?.hasSuffix("Z") == true)
      for room in [
        "odds_updates", "predictions", "analytics", "arbitrage", "mlb", "nba", "nfl", "nhl", "portfolio",
        "system_alerts",
      ] {
        let answer = try await peer.ask(
          #"{"type":"subscribe","subscription_type":"\#(room)","timestamp":"2025-08-14T12:00:00Z"}"#)
        #expect(answer["type"] == "subscription_confirmed" && answer["status"] == "success")
        #expect(answer["client_id"]?.string == id && answer["data"]?["subscription_type"]?.string == room)
      }
    }
  }

  @Test func `a client with a filter receives only relevant updates, in data, with its payload unchanged`() async throws
  {
    try await TestServer.with(loops: 2) { server in
      let peer = try await Peer(server, "/ws/v2/connect?client_id=me")
      #expect(try await peer.receive()["client_id"] == "me")
      let request =
        #"{"type":"subscribe","subscription_type":"predictions","filters":{"sport":"MLB","player":"Aaron Judge"},"#
        + #""timestamp":"2025-08-14T12:00:00Z"}"#
      #expect(try await peer.ask(request)["type"] == "subscription_confirmed")
      try await server.publish(room: "predictions", #"{"sport":"MLB","player":"Mike Trout"}"#)
      let payload = #"{"sport":"MLB","player":"Aaron Judge","line":1.50}"#
      try await server.publish(room: "predictions", payload, type: "prediction_update")
      let text = try await peer.receiveText()
      #expect(text.contains(#""data":\#(payload)"#))
      let update = try JSONValue(parsing: text)
      #expect(update["type"] == "prediction_update" && update["status"] == "success")
      #expect(update["offset"]?.int64 == 2 && update["epoch"]?.string?.count == 16)
    }
  }

  @Test func `ping, status and unsubscribe are answered`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/connect")
      _ = try await peer.receive()
      let pong = try await peer.ask(#"{"type":"ping","timestamp":"2025-08-14T12:00:00Z"}"#)
      #expect(pong["type"] == "pong" && pong["status"] == "success")
      _ = try await peer.ask(#"{"type":"subscribe","subscription_type":"nba"}"#)
      let status = try await peer.ask(#"{"type":"status"}"#)
      #expect(status["type"] == "status" && status["data"]?["subscriptions"]?[0]?["channel"] == "nba")
      #expect(try await peer.ask(#"{"type":"unsubscribe","subscription_type":"nba"}"#)["type"] == "unsubscribed")
    }
  }

  @Test func `an error has the status error and says what is wrong`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/connect")
      _ = try await peer.receive()
      let error = try await peer.ask("hello")
      #expect(error["type"] == "error" && error["status"] == "error" && error["error"] == "Invalid JSON")
      let refusal = try await peer.ask(#"{"type":"subscribe","subscription_type":"cricket"}"#)
      #expect(refusal["type"] == "subscription_error" && refusal["error"]?.string?.contains("cricket") == true)
    }
  }

  @Test func `the odds endpoint is subscribed from its query`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/odds?sport=MLB&sportsbook=DraftKings")
      #expect(try await peer.receive()["type"] == "welcome")
      let confirmation = try await peer.receive()
      #expect(confirmation["type"] == "subscription_confirmed" && confirmation["data"]?["channel"] == "odds_updates")
      for sport in ["NBA", "MLB"] {
        try await server.publish(room: "odds_updates", #"{"sport":"\#(sport)","sportsbook":"DraftKings"}"#)
      }
      #expect(try await peer.receive()["data"]?["sport"] == "MLB")
    }
  }

  @Test func `min_profit of the arbitrage endpoint is the least profit`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/arbitrage?min_profit=2.0&sport=NBA")
      for _ in 0..<2 { _ = try await peer.receive() }
      for profit in ["1.99", "2", "3.5"] {
        try await server.publish(room: "arbitrage", #"{"sport":"NBA","profit":\#(profit)}"#, type: "arbitrage_alert")
      }
      #expect(try await peer.receive()["data"]?["profit"]?.double == 2)
      #expect(try await peer.receive()["data"]?["profit"]?.double == 3.5)
    }
  }

  @Test(arguments: ["Aaron+Judge", "Aaron%20Judge"])
  func `a sport endpoint is a room in lower case, a plus is a space, and a number may be a text`(
    player: String
  ) async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/sport/MLB?game_id=12345&player=\(player)")
      _ = try await peer.receive()
      #expect(try await peer.receive()["data"]?["channel"] == "mlb")
      for id in ["12345", #""12345""#] {
        try await server.publish(room: "mlb", #"{"game_id":\#(id),"player":"Aaron Judge"}"#)
        #expect(try await peer.receive()["data"]?["player"] == "Aaron Judge")
      }
    }
  }

  @Test func `a sport that does not exist is a subscription error, never silence`() async throws {
    try await TestServer.with { server in
      let peer = try await Peer(server, "/ws/v2/sport/CRICKET")
      _ = try await peer.receive()
      #expect(try await peer.receive()["type"] == "subscription_error")
    }
  }

  @Test func `the portfolio needs a token`() async throws {
    try await TestServer.with { server in
      try await Peer.expectRefusal(server, "/ws/v2/portfolio", status: 401)
      let upgrade = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
      let answer = try await server.request(
        "GET", "/ws/v2/portfolio", fields: upgrade.replacing("Upgrade:", with: "Connection: Upgrade\r\nUpgrade:"))
      #expect(answer.status == 401 && answer.body.contains("missing"))
    }
  }

  @Test func `a subscriber that comes back with its offset in the query gets what it missed`() async throws {
    try await TestServer.with { server in
      for n in 1...3 { try await server.publish(room: "odds_updates", #"{"n":\#(n)}"#) }
      let first = try await Peer(server, "/ws/v2/odds")
      _ = try await first.receive()
      let epoch = try #require(try await first.receive()["epoch"]?.string)
      let peer = try await Peer(server, "/ws/v2/odds?epoch=\(epoch)&offset=1")
      _ = try await peer.receive()
      #expect(try await peer.receive()["data"]?["recovered"] == true)
      #expect(try await peer.receive()["data"]?["n"]?.int64 == 2)
      #expect(try await peer.receive()["data"]?["n"]?.int64 == 3)
    }
  }

  @Test(arguments: [
    "/ws/v2/arbitrage?min_profit=lots", "/ws/v2/odds?offset=-1", "/ws/v2/connect?client_id=a%0d%0ab",
    "/ws/v2/connect?client_id=%ff",
  ])
  func `a parameter that cannot be is a 400`(path: String) async throws {
    try await TestServer.with { server in
      try await Peer.expectRefusal(server, path, status: 400)
    }
  }

  @Test func `the server sends a ping message after the interval`() async throws {
    try await TestServer.with({
      $0.heartbeatInterval = .milliseconds(500)
    }) { server in
      let rooms = try await Peer(server, "/ws/v2/connect")
      #expect(try await rooms.receive()["data"]?["heartbeat_interval_ms"]?.int64 == 500)
      #expect(try await rooms.receive()["type"] == "ping")
      let structured = try await Peer(server, "/ws/client?client_id=me")
      #expect(try await structured.receive()["heartbeat_interval_ms"]?.int64 == 500)
      #expect(try await structured.receive()["type"] == "ping")
    }
  }

  @Test func `a test broadcast reaches the clients of the room in their own dialects`() async throws {
    try await TestServer.with(loops: 2) { server in
      let rooms = try await Peer(server, "/ws/v2/connect")
      _ = try await rooms.receive()
      _ = try await rooms.ask(#"{"type":"subscribe","subscription_type":"system_alerts"}"#)
      let canonical = try await server.connect()
      _ = try await canonical.subscribe("system_alerts")
      let body = #"{"subscription_type": "system_alerts", "message": "Test message"}"#
      #expect(try await server.request("POST", "/ws/v2/broadcast/test", body: body).status == 200)
      #expect(try await rooms.receive()["data"]?["message"] == "Test message")
      #expect(try await canonical.receiveEnvelope().payload.message == "Test message")
      let unknown = #"{"subscription_type": "cricket", "message": "Test message"}"#
      #expect(try await server.request("POST", "/ws/v2/broadcast/test", body: unknown).status == 404)
    }
  }
}
