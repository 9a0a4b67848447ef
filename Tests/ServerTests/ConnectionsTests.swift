import TautClient
import TautFraming
import TautWebSocket
import Testing

@testable import TautServer

@Suite struct ConnectionsTests {
  @Test(arguments: [false, true])
  func `the echo returns every size of text and bytes as it came`(deflate: Bool) async throws {
    try await TestServer.with { server in
      let socket = try await server.connect("/ws/abc-123", deflate: deflate)
      #expect(socket.extensions.isEmpty != deflate)
      for size in [0, 1, 125, 126, 65_535, 65_536, 400_000] {
        for message in [
          Message.text(String(repeating: "ä", count: size / 2)), .binary([UInt8](repeating: 7, count: size)),
        ] {
          try await socket.send(message)
          #expect(try await socket.receive(within: .seconds(20)) == message)
        }
      }
      let summary = await socket.close(.normalClosure, reason: "done")
      #expect(summary.code == .normalClosure && summary.isClean)
    }
  }

  @Test func `a message above the limit is closed with 1009 and a sentence that names both`() async throws {
    try await TestServer.with({
      $0.maximumMessage = 1000; $0.maximumEcho = 0
    }) { server in
      let socket = try await server.connect("/ws/me")
      try await socket.send(.binary([UInt8](repeating: 0, count: 1001)))
      #expect(try await socket.receive(within: .seconds(20)) == nil)
      let summary = await socket.ended()
      #expect(summary.code == .messageTooBig)
      #expect(summary.reason.contains("1001") && summary.reason.contains("1000"))
    }
  }

  @Test func `a message that inflates beyond the limit is closed with 1009`() async throws {
    try await TestServer.with({
      $0.maximumMessage = 100_000; $0.maximumEcho = 0
    }) { server in
      let socket = try await server.connect("/ws/me", deflate: true)
      try await socket.send(.binary([UInt8](repeating: 0, count: 10_000_000)))
      #expect(await socket.ended().code == .messageTooBig)
    }
  }

  @Test func `one connection more than allowed is refused with 503`() async throws {
    try await TestServer.with({ $0.maximumConnections = 1 }) { server in
      let first = try await server.connect()
      do {
        _ = try await server.connect()
        Issue.record("a second connection was taken")
      } catch let error as ConnectError {
        #expect(error.status == 503)
      }
      await first.close()
      var attempts = 0
      while server.server.connectionCount > 0 && attempts < 10_000 {
        attempts += 1
        await Task.yield()
      }
      _ = try await server.connect()
    }
  }

  @Test func `a ping is answered`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      try await socket.ping(Array("are you there".utf8), within: .seconds(20))
    }
  }

  @Test func `a foreign origin is refused where origins are configured`() async throws {
    try await TestServer.with({ $0.allowedOrigins = ["https://good.example"] }) { server in
      var options = ConnectOptions()
      options.origin = "https://good.example"
      _ = try await Connection.open(server.socketURL + "/ws", options: options)
      options.origin = "https://evil.example"
      do {
        _ = try await Connection.open(server.socketURL + "/ws", options: options)
        Issue.record("a foreign origin was taken")
      } catch let error as ConnectError {
        #expect(error.status == 403)
      }
    }
  }

  @Test func `an envelope without its keys is answered with the seed's error, and the connection stays open`()
    async throws
  {
    try await TestServer.with { server in
      let socket = try await server.connect()
      try await socket.send(.text("{}"))
      let answer = try await socket.receiveEnvelope()
      #expect(answer.type == "error" && answer.payload.message == "Invalid message envelope")
      try await socket.send("ping", id: "42", "{}")
      let pong = try await socket.receiveEnvelope()
      #expect(pong.type == "pong" && pong.correlationId == "42")
    }
  }

  @Test func `more messages than allowed end the connection, and the client is told why`() async throws {
    try await TestServer.with({ $0.rateLimit = 1 }) { server in
      let socket = try await server.connect()
      do {
        for _ in 0..<30 { try await socket.send("ping", "{}") }
      } catch ConnectionError.closed {
        // The server was quicker.
      }
      var last = ""
      while case .text(let text)? = try await socket.receive(within: .seconds(20)) { last = text }
      #expect(last.contains("RATE_LIMIT_EXCEEDED"))
      let summary = await socket.ended()
      #expect(summary.isClean && summary.reason == "rate limit exceeded")
    }
  }

  @Test func `draining tells the client, closes with 1012, and refuses new ones`() async throws {
    try await TestServer.with { server in
      let socket = try await server.connect()
      _ = try await socket.subscribe("mlb")
      async let drained: Void = server.server.drain(reason: "deploy")
      let notice = try await socket.receiveEnvelope()
      #expect(notice.type == "reconnect_required" && notice.payload.reason == "deploy")
      #expect(await socket.ended().code == .serviceRestart)
      await drained
    }
  }
}
