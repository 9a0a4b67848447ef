import TautAdmission
import TautClient
import TautFraming
import Testing

@testable import TautServer

@Suite struct ConnectionGateTests {
  private static let upgrade = """
    Upgrade: websocket\r
    Connection: Upgrade\r
    Sec-WebSocket-Version: 13\r
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r

    """

  @Test(arguments: [1, 3])
  func `an address has as many connections as it may, on whichever loop`(loops: Int) async throws {
    try await TestServer.with(loops: loops, { $0.admission.connectionsPerAddress = 3 }) { server in
      var open: [Connection] = []
      for path in ["/ws", "/ws/abc", "/ws"] { open.append(try await server.connect(path)) }
      let refusal = try await server.request("GET", "/ws", fields: Self.upgrade)
      #expect(refusal.status == 429 && refusal.body.contains("3 connections"))
      #expect(server.server.connectionCount == 3)
      await open.removeLast().close(.normalClosure)
      await open.removeLast().close(.normalClosure)
      // The count is taken back by mail: it may arrive after the close frame.
      for _ in 0..<1_000 {
        do {
          open.append(try await server.connect())
          break
        } catch {
          await Task.yield()
        }
      }
      #expect(open.count == 2)
    }
  }

  @Test func `who connects too quickly is told when to come back`() async throws {
    try await TestServer.with({
      $0.admission.connectsPerSecondPerAddress = 1
      $0.admission.connectBurstPerAddress = 1
    }) { server in
      // One of them comes within a second of another, however slow the machine is.
      var answer = ""
      for _ in 0..<50 where !answer.hasPrefix("HTTP/1.1 429 ") {
        answer = try await Wire.exchange(
          "GET /ws/abc HTTP/1.1\r\nHost: h\r\n\(Self.upgrade)\r\n", port: server.port, until: "\r\n\r\n")
      }
      #expect(answer.hasPrefix("HTTP/1.1 429 ") && answer.contains("\r\nRetry-After: 1\r\n"))
    }
  }

  @Test(arguments: [1, 3])
  func `no more connections open within a second than may, from wherever, on whichever loop`(loops: Int) async throws {
    let local = try #require(IPNetwork("127.0.0.0/8"))
    try await TestServer.with(
      loops: loops,
      {
        $0.admission.connectsPerSecond = 5
        $0.trustedProxies = [local]
      }
    ) { server in
      var opened: [(asked: ContinuousClock.Instant, answered: ContinuousClock.Instant)] = []
      var refusals = 0
      for number in 0..<200 {
        let asked = ContinuousClock.now
        let answer = try await Wire.exchange(
          "GET /ws/abc HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.\(number)\r\n\(Self.upgrade)\r\n",
          port: server.port, until: "\r\n\r\n")
        if answer.hasPrefix("HTTP/1.1 101 ") {
          opened.append((asked, .now))
        } else {
          refusals += 1
          #expect(answer.hasPrefix("HTTP/1.1 503 ") && answer.contains("\r\nRetry-After: "), "\(answer)")
        }
      }
      // Whoever asked after the one and was answered before a second was over, was in within a second of it.
      for (first, start) in opened.enumerated() {
        let within = opened[first...].count { $0.answered - start.asked < .seconds(1) }
        #expect(within <= 5)
      }
      #expect(opened.count >= 5 && opened.count + refusals == 200)
      let metrics = try await server.request("GET", "/metrics").body
      #expect(refusals == 0 || metrics.contains("\ntautline_turned_away_total{reason=\"connect_rate\"} \(refusals)\n"))
    }
  }

  @Test func `clients behind a trusted proxy are counted by their own address`() async throws {
    let local = try #require(IPNetwork("127.0.0.0/8"))
    try await TestServer.with({
      $0.admission.connectsPerSecondPerAddress = 1
      $0.admission.connectBurstPerAddress = 1
      $0.trustedProxies = [local]
    }) { server in
      func connect(as client: String) async throws -> Substring {
        let answer = try await Wire.exchange(
          "GET /ws/abc HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: \(client)\r\n\(Self.upgrade)\r\n", port: server.port,
          until: "\r\n\r\n")
        return answer.prefix(12)
      }
      for client in 1...3 { #expect(try await connect(as: "192.0.2.\(client)") == "HTTP/1.1 101") }
      var answer: Substring = ""
      for _ in 0..<50 where answer != "HTTP/1.1 429" { answer = try await connect(as: "192.0.2.1") }
      #expect(answer == "HTTP/1.1 429")
      let fields = "X-Forwarded-For: 192.0.2.3\r\nForwarded: for=192.0.2.4\r\n" + Self.upgrade
      #expect(try await server.request("GET", "/ws", fields: fields).status == 400)
    }
  }

  @Test func `times that are configured alone make room for each other`() {
    var configuration = ServerConfiguration()
    #expect(configuration.keepalive(.structured) == Keepalive(interval: .seconds(25), timeout: .seconds(30)))
    configuration.connectionTimeout = .seconds(4)
    #expect(configuration.keepalive(.structured) == Keepalive(interval: .seconds(2), timeout: .seconds(4)))
    configuration.heartbeatInterval = .seconds(3)
    #expect(configuration.keepalive(.structured) == Keepalive(interval: .seconds(3), timeout: .seconds(4)))
    configuration.connectionTimeout = nil
    configuration.heartbeatInterval = .seconds(90)
    #expect(configuration.keepalive(.structured) == Keepalive(interval: .seconds(90), timeout: .seconds(180)))
  }

  @Test func `who is silent for too long is pinged and then given up`() async throws {
    try await TestServer.with({ $0.connectionTimeout = .milliseconds(200) }) { server in
      // The answer to the upgrade, a ping (0x89), and the close frame (0x88) with 1011 (0x03F3).
      let answer = try await Wire.exchange(
        "GET /ws/abc HTTP/1.1\r\nHost: h\r\n\(Self.upgrade)\r\n", port: server.port)
      #expect(answer.contains("keepalive ping was not answered in time"))
    }
  }
}
