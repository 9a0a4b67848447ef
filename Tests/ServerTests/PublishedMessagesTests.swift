import TautClient
import Testing

@testable import TautServer

@Suite struct PublishedMessagesTests {
  @Test(arguments: [1, 3])
  func `every subscriber gets every publication once and in order, on any loop`(loops: Int) async throws {
    try await TestServer.with(loops: loops) { server in
      var sockets: [Connection] = []
      for _ in 0..<40 {
        let socket = try await server.connect(deflate: sockets.count % 2 == 0)
        let confirmation = try await socket.subscribe("mlb")
        #expect(confirmation.offset == 0 && confirmation.recovered == false)
        sockets.append(socket)
      }
      let filler = String(repeating: "x", count: 500)
      for n in 1...25 { try await server.publish(room: "mlb", #"{"n":\#(n),"filler":"\#(filler)"}"#) }
      for socket in sockets {
        for n in 1...25 {
          let message = try await socket.receiveEnvelope()
          #expect(message.payload.n == n && message.meta?.offset == n && message.meta?.room == "mlb")
        }
      }
    }
  }

  @Test func `filters choose, and what does not match is not sent`() async throws {
    try await TestServer.with(loops: 2) { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("odds_updates", #","filters":{"sport":["MLB","NBA"],"min_n":3}"#)
      for (n, sport) in [(5, "NFL"), (2, "MLB"), (3, "MLB"), (9, "NBA"), (9, "NHL")] {
        try await server.publish(room: "odds_updates", #"{"n":\#(n),"sport":"\#(sport)"}"#)
      }
      #expect(try await socket.receiveEnvelope().payload.sport == "MLB")
      #expect(try await socket.receiveEnvelope().payload.sport == "NBA")
    }
  }

  @Test(arguments: [1, 3])
  func `a subscriber that comes back gets what it missed, and then goes on live`(loops: Int) async throws {
    try await TestServer.with(loops: loops) { server in
      let first = try await server.connect()
      let confirmation = try await first.subscribe("nba")
      let epoch = try #require(confirmation.epoch)
      for n in 1...4 { try await server.publish(room: "nba", #"{"n":\#(n)}"#) }
      #expect(try await first.receiveEnvelope().meta?.offset == 1)
      await first.close()

      let second = try await server.connect()
      let again = try await second.subscribe("nba", #","since":{"epoch":"\#(epoch)","offset":1}"#)
      #expect(again.recovered == true && again.gap == nil)
      try await server.publish(room: "nba", #"{"n":5}"#)
      for n in 2...5 { #expect(try await second.receiveEnvelope().payload.n == n) }
    }
  }

  @Test(arguments: [1, 3])
  func `a client publishes once under an id, where the server lets clients`(loops: Int) async throws {
    try await TestServer.with(loops: loops, { $0.clientsMayPublish = true }) { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("mlb")
      for _ in 0..<2 {
        try await socket.send(
          .text(
            #"{"type":"publish","ts":1,"correlationId":"7","version":"2.0","#
              + #""payload":{"channel":"mlb","type":"news","payload":{"n":1},"id":"a"}}"#))
      }
      var types: [String] = []
      for _ in 0..<3 { types.append(try await socket.receiveEnvelope().type) }
      #expect(types.sorted() == ["news", "published", "published"])
    }
  }

  @Test func `a subscriber of another epoch is told of the gap`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      try await server.publish(room: "nba", #"{"n":1}"#)
      let confirmation = try await socket.subscribe("nba", #","since":{"epoch":"0000000000000001","offset":7}"#)
      #expect(confirmation.recovered == false)
    }
  }

  @Test func `after unsubscribing nothing comes`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("nhl")
      try await socket.send("unsubscribe", #"{"channel":"nhl"}"#)
      _ = try await socket.receiveEnvelope()
      try await server.publish(room: "nhl", "{}")
      try await socket.send("ping", id: "end", "{}")
      #expect(try await socket.receiveEnvelope().correlationId == "end")
    }
  }

  @Test func `an unknown room is a subscription error`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      try await socket.send("subscribe", #"{"channel":"nowhere"}"#)
      let answer = try await socket.receiveEnvelope()
      #expect(answer.type == "subscription_error" && answer.payload.code == "UNKNOWN_ROOM")
    }
  }

  @Test func `a publish that repeats an id is answered with the first one's offset and not sent again`() async throws {
    try await TestServer.with(loops: 2) { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("mlb")
      let first = try await server.publish(room: "mlb", #"{"n":1}"#, more: #","id":"a""#)
      let second = try await server.publish(room: "mlb", #"{"n":2}"#, more: #","id":"a""#)
      #expect(first.1 == second.1)
      try await server.publish(room: "mlb", #"{"n":3}"#)
      #expect(try await socket.receiveEnvelope().payload.n == 1)
      #expect(try await socket.receiveEnvelope().payload.n == 3)
    }
  }

  @Test func `a subscriber that does not read is cut off at its budget, and the others lose nothing`() async throws {
    try await TestServer.with({ $0.backlogLimit = 200_000 }) { server in
      var options = ConnectOptions()
      options.deflate = false
      options.inboxLimit = 1
      let slow = try await Connection.open(server.socketURL + "/ws", options: options)
      _ = try await slow.subscribe("mlb")
      let quick = try await server.connect()
      _ = try await quick.subscribe("mlb")
      let filler = String(repeating: "x", count: 100_000)
      for n in 1...120 {
        try await server.publish(room: "mlb", #"{"n":\#(n),"filler":"\#(filler)"}"#)
        #expect(try await quick.receiveEnvelope().payload.n == n)
      }
      let status = try await server.request("GET", "/metrics").body
      #expect(status.contains("tautline_drops_total{reason=\"disconnected\"}"))
      #expect(!status.contains("tautline_drops_total{reason=\"disconnected\"} 0\n"))
    }
  }
}
