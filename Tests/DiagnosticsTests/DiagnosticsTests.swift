import Foundation
import TautDiagnostics
import TautFraming
import TautJSON
import Testing

@Suite struct DiagnosticsTests {
  let start = ContinuousClock.now

  func make(url: String = "ws://localhost:8000/ws/client?client_id=abc-123") -> Diagnostics {
    Diagnostics(clientID: "abc-123", url: url, at: start, time: WallTime(milliseconds: 1_755_252_000_000))
  }

  func json(_ state: ConnectionState) -> [UInt8] {
    var json = JSONWriter()
    state.write(to: &json)
    return json.bytes
  }

  /// An attempt that begins at a second, and fails or is lost after others.
  func fail(
    _ diagnostics: inout Diagnostics, at second: Int, openFor uptime: Int? = nil,
    _ failure: ConnectionFailure = .system(code: 111, "")
  ) {
    diagnostics.recordAttempt(at: start + .seconds(second))
    if uptime != nil { diagnostics.recordOpen(at: start + .seconds(second)) }
    diagnostics.recordFailure(failure, retryingAfter: .seconds(1), at: start + .seconds(second + (uptime ?? 0)))
  }

  @Test func `a client that has done nothing has an empty state`() {
    #expect(
      String(decoding: json(make().state(at: start)), as: UTF8.self)
        == #"{"phase":"idle","client_id":"abc-123","url":"ws://localhost:8000/ws/client?client_id=abc-123","#
        + #""stats":{"total_attempts":0,"successful_connections":0,"current_uptime_ms":0,"messages_received":0,"#
        + #""messages_sent":0,"heartbeats_received":0,"heartbeats_sent":0,"last_activity":null,"connection_start":null,"#
        + #""message_counts_by_type":{}},"current_attempt":null,"recent_attempts":[],"fallback_reason":null,"#
        + #""announced_restart":null,"last_hello_message":null,"connection_features":[],"is_fallback_mode":false,"is_simulating":false}"#
    )
  }

  @Test func `the log has the lines of the web client`() {
    var diagnostics = make()
    diagnostics.recordTransition(to: .connecting, at: start)
    diagnostics.recordAttempt(at: start)
    diagnostics.recordOpen(at: start)
    diagnostics.recordTransition(to: .open, at: start)
    diagnostics.recordHello(ServerHello(features: ["heartbeat"]), at: start)
    diagnostics.recordFailure(.connectTimeout(.seconds(30)), at: start)
    diagnostics.recordFailure(.connectTimeout(.seconds(30)), at: start)
    diagnostics.recordFallback(because: "Max attempts reached", at: start)
    diagnostics.recordClose(at: start)
    #expect(
      diagnostics.log.entries.map(\.line) == [
        "[WS] transition from idle to connecting", "[WS] Attempting WebSocket connection",
        "[WS] transition from connecting to open", "[WS] Received hello message from server",
        "[WS] Connection failed: network timeout", "[WS] transition from open to fallback",
        "[WS] Entering fallback mode", "[WS] Connection closed",
      ])
    #expect(diagnostics.log.suppressed == 1)
  }

  @Test func `a restart is in the state while it is announced, and no failure in the log`() {
    var diagnostics = make()
    diagnostics.recordAttempt(at: start)
    diagnostics.recordOpen(at: start)
    diagnostics.recordAnnouncement("deploy", reconnectingAfter: .seconds(3), at: start + .seconds(9))
    #expect(diagnostics.state(at: start + .seconds(9)).announcedRestart == "deploy")
    diagnostics.recordFailure(
      .closed(.serviceRestart, reason: "deploy"), retryingAfter: .seconds(2), at: start + .seconds(10))
    let state = diagnostics.state(at: start + .seconds(10))
    #expect(state.announcedRestart == nil && state.stats.currentUptimeMs == 0)
    #expect(state.recentAttempts.map(\.outcome) == [.lost] && state.recentAttempts[0].closeCode == 1012)
    #expect(
      diagnostics.log.entries.suffix(2).map(\.line) == [
        "[WS] Server announced a restart, reconnecting in 3 s", "[WS] Connection closed: the server restarts: deploy",
      ])
  }

  @Test func `a simulation is in the state, in the log and in the explanation`() {
    var diagnostics = make()
    diagnostics.recordTransition(to: .open, at: start)
    for _ in 0..<2 { diagnostics.recordSimulation(true, at: start) }
    #expect(diagnostics.state(at: start).isSimulating)
    #expect(
      diagnostics.explain(at: start + .seconds(5)).description
        == "not connected, with simulated data for 5 s\n  because the program is in the simulation mode\n"
        + "  → leave the simulation mode to connect")
    diagnostics.recordFallback(because: "nobody is there", at: start)
    #expect(
      diagnostics.explain(at: start + .seconds(5)).summary
        == "working without a connection for 5 s, with simulated data")
    diagnostics.recordSimulation(false, at: start)
    #expect(
      diagnostics.log.entries.filter { $0.event == "simulation" }.map(\.line) == [
        "[WS] Simulation active, no server is asked", "[WS] Simulation ended",
      ])
  }

  @Test func `a phase that stays is no transition`() {
    var diagnostics = make()
    diagnostics.recordTransition(to: .idle, at: start)
    #expect(diagnostics.log.entries.isEmpty)
    diagnostics.recordTransition(to: .degraded, because: "high latency", at: start)
    #expect(diagnostics.phase == .degraded)
    #expect(diagnostics.log.entries[0].fields["reason"] == "high latency")
  }

  @Test func `an open connection counts what goes over it`() throws {
    var diagnostics = make()
    diagnostics.recordAttempt(at: start)
    diagnostics.recordOpen(at: start + .seconds(1))
    for type in ["odds_update", "odds_update", "hello"] {
      diagnostics.recordReceived(type: type, at: start + .seconds(2))
    }
    diagnostics.recordSent(at: start + .seconds(2))
    diagnostics.recordHeartbeatReceived(at: start + .seconds(3))
    diagnostics.recordHeartbeatSent(at: start + .seconds(4))
    let state = diagnostics.state(at: start + .seconds(11))
    #expect(state.stats.totalAttempts == 1)
    #expect(state.stats.successfulConnections == 1)
    #expect(state.stats.currentUptimeMs == 10_000)
    #expect(state.stats.messagesReceived == 3)
    #expect(state.stats.messagesSent == 1)
    #expect(state.stats.heartbeatsReceived == 1)
    #expect(state.stats.heartbeatsSent == 1)
    #expect(state.stats.lastActivity?.description == "2025-08-15T10:00:04.000Z")
    #expect(state.stats.connectionStart?.description == "2025-08-15T10:00:01.000Z")
    #expect(state.stats.messageCountsByType == ["odds_update": 2, "hello": 1])
    let attempt = try #require(state.currentAttempt)
    #expect(attempt.outcome == .open)
    #expect(attempt.uptime == nil)
  }

  @Test func `types beyond the bound are counted together`() {
    var diagnostics = make()
    for number in 0..<100 { diagnostics.recordReceived(type: "type\(number)", at: start) }
    diagnostics.recordReceived(type: "type0", at: start)
    let counts = diagnostics.state(at: start).stats.messageCountsByType
    #expect(counts.count == Diagnostics.typeLimit + 1)
    #expect(counts["type0"] == 2)
    #expect(counts[Diagnostics.otherTypes] == 36)
  }

  @Test func `ten attempts are remembered`() {
    var diagnostics = make()
    for second in 0..<12 { fail(&diagnostics, at: second) }
    let attempts = diagnostics.state(at: start).recentAttempts
    #expect(attempts.map(\.number) == Array(3...12))
    #expect(attempts.allSatisfy { $0.outcome == .failed && $0.errorType == .network && $0.nextDelayMs == 1000 })
  }

  @Test func `an attempt tells how it ended`() {
    var diagnostics = make()
    fail(&diagnostics, at: 0, openFor: 30, .closed(.abnormalClosure, reason: ""))
    diagnostics.recordAttempt(at: start + .seconds(40))
    diagnostics.recordClose(at: start + .seconds(41))
    diagnostics.recordAttempt(at: start + .seconds(50))
    diagnostics.recordAttempt(at: start + .seconds(51))
    let attempts = diagnostics.state(at: start).recentAttempts
    #expect(attempts.map(\.outcome) == [.lost, .closed, .closed])
    #expect(attempts[0].uptime == .seconds(30))
    #expect(attempts[0].closeCode == 1006)
    #expect(attempts[0].errorType == .abnormal)
    #expect(attempts[1].uptime == nil)
  }

  @Test func `fallback has its reason until there is another phase`() {
    var diagnostics = make()
    diagnostics.recordFallback(because: "Max attempts reached", at: start)
    #expect(diagnostics.state(at: start).fallbackReason == "Max attempts reached")
    #expect(diagnostics.state(at: start).isFallbackMode)
    diagnostics.recordTransition(to: .connecting, at: start)
    #expect(diagnostics.state(at: start).fallbackReason == nil)
    #expect(!diagnostics.state(at: start).isFallbackMode)
  }

  @Test func `what is written is read by Codable, and the other way round`() throws {
    var diagnostics = make()
    diagnostics.recordTransition(to: .connecting, at: start)
    fail(&diagnostics, at: 0, openFor: 30, .closed(.abnormalClosure, reason: ""))
    diagnostics.recordAttempt(at: start + .seconds(40))
    diagnostics.recordOpen(at: start + .seconds(40))
    for type in ["odds", "hello"] { diagnostics.recordReceived(type: type, at: start + .seconds(40)) }
    let hello = try JSONValue(
      parsing: #"{"type":"hello","server_time":"2025-08-15T10:00:00Z","accepted_version":1,"features":["heartbeat"],"#
        + #""request_id":"r","client_id":"abc-123","heartbeat_interval_ms":25000}"#)
    diagnostics.recordHello(ServerHello(hello), at: start + .seconds(40))
    let state = diagnostics.state(at: start + .seconds(50))
    #expect(state.connectionFeatures == ["heartbeat"])
    let written = json(state)
    #expect(try JSONDecoder().decode(ConnectionState.self, from: Data(written)) == state)
    #expect(try JSONDecoder().decode(ConnectionState.self, from: JSONEncoder().encode(state)) == state)
    #expect(try JSONValue(parsing: written)["last_hello_message"] == hello)
    let empty = make().state(at: start)
    #expect(try JSONDecoder().decode(ConnectionState.self, from: Data(json(empty))) == empty)
  }

  @Test func `a hello with nothing in it is one`() {
    let hello = ServerHello(["type": "hello"])
    #expect(hello == ServerHello())
    var json = JSONWriter()
    hello.write(to: &json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"type":"hello","server_time":null,"accepted_version":null,"features":[],"request_id":null,"#
        + #""client_id":null,"heartbeat_interval_ms":null}"#)
  }

  @Test func `statistics are a line of the log`() {
    var diagnostics = make()
    diagnostics.recordAttempt(at: start)
    diagnostics.recordOpen(at: start)
    diagnostics.recordSent(at: start)
    diagnostics.logStatistics(at: start + .seconds(4000))
    let entry = diagnostics.log.entries.last
    #expect(
      entry?.line
        == "[WS] Statistics: messages 0 received, 1 sent; heartbeats 0 received, 0 sent; uptime 1 h 6 min")
    #expect(entry?.fields["messages_sent"]?.int64 == 1)
  }

  @Test(arguments: [
    ("wss://host/ws?token=abc.def&sport=MLB", "wss://host/ws?token=***&sport=MLB"),
    ("wss://user:secret@host/ws?ACCESS_TOKEN=x&&y", "wss://host/ws?ACCESS_TOKEN=***&&y"),
    ("ws://host/a@b", "ws://host/a@b"), ("host", "host"),
  ])
  func `tokens are masked wherever a URL is shown`(url: String, shown: String) {
    var diagnostics = make(url: url)
    #expect(diagnostics.state(at: start).url == shown)
    diagnostics.recordURL("ws://other/?jwt=1")
    #expect(diagnostics.state(at: start).url == "ws://other/?jwt=***")
  }
}
