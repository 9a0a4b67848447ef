import TautClient
import TautJSON
import Testing

@testable import TautServer

@Suite struct DialectChoiceTests {
  @Test func `the subprotocol chooses before the route`() async throws {
    try await TestServer.with { server in
      let rooms = try await Peer(server, "/ws", subprotocols: ["chat", "rooms"])
      #expect(rooms.connection.subprotocol == "rooms")
      #expect(try await rooms.receive()["type"] == "welcome")
      let structured = try await Peer(server, "/ws", subprotocols: ["structured"])
      #expect(try await structured.receive()["type"] == "hello")
      let user = try await Peer(server, "/ws", subprotocols: ["user"])
      #expect(try await user.receive()["type"] == "connection_established")
      let canonical = try await Peer(server, "/ws/v2/connect", subprotocols: ["v2"])
      #expect(try await canonical.receive()["version"] == "2.0")
      let event = try await Peer(server, "/ws/client?client_id=me", subprotocols: ["event"])
      #expect(try await event.receive()["data"]?["client_id"] == "me")
      #expect(try await Peer(server, "/ws", subprotocols: ["chat"]).connection.subprotocol == nil)
    }
  }

  @Test func `without a subprotocol the keys of the first message choose on the open route`() async throws {
    try await TestServer.with { server in
      let rooms = try await Peer(server, "/ws")
      let answer = try await rooms.ask(#"{"type":"subscribe","subscription_type":"mlb"}"#)
      #expect(answer["status"] == "success" && answer["client_id"]?.string?.isEmpty == false)
      let event = try await Peer(server, "/ws")
      #expect(try await event.ask(#"{"type":"ping","data":{}}"#)["version"] == nil)
      let other = try await Peer(server, "/ws?client_id=me")
      let error = try await other.ask(#"{"type":"ping"}"#)
      #expect(error["version"] == "2.0" && error["payload"]?["message"] == "Invalid message envelope")
    }
  }

  @Test func `a message published once reaches the clients of every route`() async throws {
    try await TestServer.with(loops: 2) { server in
      let paths = ["/ws", "/ws/v2/connect", "/ws/client?client_id=a", "/ws/events"]
      let requests = [
        #"{"type":"subscribe","ts":1,"correlationId":"1","version":"2.0","payload":{"channel":"mlb"}}"#,
        #"{"type":"subscribe","subscription_type":"mlb"}"#,
        #"{"type":"subscribe","timestamp":"2025-08-15T10:00:00Z","channel":"mlb"}"#,
        #"{"type":"subscribe","data":{"channel":"mlb"}}"#,
      ]
      var peers: [Peer] = []
      for (path, request) in zip(paths, requests) {
        let peer = try await Peer(server, path)
        try await peer.send(request)
        while try await peer.receive()["type"] != "subscription_confirmed" {}
        peers.append(peer)
      }
      try await server.publish(room: "mlb", #"{"n":7}"#, type: "odds_update")
      for (peer, place) in zip(peers, ["payload", "data", nil, "data"]) {
        let message = try await peer.receive()
        #expect((place.map { message[$0]?["n"] } ?? message["n"])?.int64 == 7 && message["type"] == "odds_update")
      }
    }
  }
}
