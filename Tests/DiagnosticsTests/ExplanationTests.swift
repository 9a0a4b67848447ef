import TautDiagnostics
import TautFraming
import TautJSON
import Testing

@Suite struct ExplanationTests {
  let start = ContinuousClock.now

  func make(url: String = "ws://localhost:8000/ws") -> Diagnostics {
    Diagnostics(clientID: "c", url: url, at: start, time: WallTime(milliseconds: 0))
  }

  /// Diagnostics of connections that were lost after these seconds.
  func lost(after uptimes: [Double], phase: ConnectionPhase = .reconnecting) -> Diagnostics {
    var diagnostics = make()
    var now = start
    for uptime in uptimes {
      diagnostics.recordAttempt(at: now)
      diagnostics.recordOpen(at: now)
      now += .seconds(uptime)
      diagnostics.recordFailure(.closed(.abnormalClosure, reason: ""), retryingAfter: .seconds(1), at: now)
    }
    diagnostics.recordTransition(to: phase, at: now)
    return diagnostics
  }

  @Test func `idle is what nobody asked for, or what the program wished`() {
    var diagnostics = make()
    #expect(diagnostics.explain(at: start).description == "not connected: nobody asked")
    diagnostics.recordTransition(to: .connecting, at: start)
    diagnostics.recordAttempt(at: start)
    diagnostics.recordClose(at: start)
    diagnostics.recordTransition(to: .idle, because: "disconnect() was called", at: start)
    #expect(
      diagnostics.explain(at: start).description
        == "not connected: the program closed the connection\n  because disconnect() was called")
  }

  @Test func `connecting and open need no reason`() {
    var diagnostics = make()
    diagnostics.recordTransition(to: .connecting, at: start)
    diagnostics.recordAttempt(at: start)
    #expect(diagnostics.explain(at: start + .seconds(2)).description == "connecting to ws://localhost:8000/ws for 2 s")
    diagnostics.recordOpen(at: start + .seconds(2))
    diagnostics.recordTransition(to: .open, at: start + .seconds(2))
    #expect(
      diagnostics.explain(at: start + .seconds(194)).description == "connected to ws://localhost:8000/ws for 3 min 12 s"
    )
  }

  @Test func `degraded tells its reason`() {
    var diagnostics = make()
    diagnostics.recordAttempt(at: start)
    diagnostics.recordOpen(at: start)
    diagnostics.recordTransition(to: .degraded, because: "high latency (850 ms)", at: start + .seconds(60))
    #expect(
      diagnostics.explain(at: start + .seconds(70)).description
        == "connected to ws://localhost:8000/ws for 1 min 10 s, and not doing well for 10 s\n"
        + "  because high latency (850 ms)")
  }

  @Test func `a failure tells the chain back to the connection that was lost`() {
    var diagnostics = lost(after: [192])
    let now = start + .seconds(193)
    diagnostics.recordAttempt(at: now)
    #expect(
      diagnostics.explain(at: now + .milliseconds(250)).summary
        == "reconnecting for 1 s; attempt 2 is being made")
    diagnostics.recordFailure(.system(code: 111, ""), retryingAfter: .seconds(4), at: now)
    diagnostics.recordTransition(to: .failed, at: now)
    #expect(
      diagnostics.explain(at: now + .milliseconds(500)).description == """
        not connected for 500 ms; attempt 3 follows in 3 s
          because attempt 2 failed: connection refused [network]
          because the connection of attempt 1 was lost after 3 min 12 s: abnormal closure (1006) [abnormal]
          → check that the server is running
          → check the host and the port of the URL
          → check firewall and proxy settings
        """)
  }

  @Test func `an announced restart is the reason while it is awaited, and while the client comes back`() {
    var diagnostics = make()
    diagnostics.recordAttempt(at: start)
    diagnostics.recordOpen(at: start)
    diagnostics.recordTransition(to: .open, at: start)
    diagnostics.recordAnnouncement("deploy", reconnectingAfter: .seconds(3), at: start + .seconds(60))
    let restart = "the server restarts: deploy"
    #expect(
      diagnostics.explain(at: start + .seconds(61)).description == """
        connected to ws://localhost:8000/ws for 1 min 1 s; the server restarts, and attempt 2 follows in 2 s
          because \(restart)
          → wait: the server restarts, and the client comes back by itself
        """)
    diagnostics.recordTransition(to: .degraded, because: "high latency", at: start + .seconds(61))
    #expect(diagnostics.explain(at: start + .seconds(61)).causes == [restart, "high latency"])
    #expect(diagnostics.explain(at: start + .seconds(61)).summary.hasSuffix("attempt 2 follows in 2 s"))
    let failure = ConnectionFailure.closed(.serviceRestart, reason: "deploy")
    diagnostics.recordFailure(failure, retryingAfter: .seconds(1), at: start + .seconds(62))
    diagnostics.recordTransition(to: .reconnecting, because: restart, at: start + .seconds(62))
    #expect(
      diagnostics.explain(at: start + .seconds(62)).description == """
        reconnecting for 0 ms; attempt 2 follows in 1 s
          because \(restart)
          because the connection of attempt 1 was lost after 1 min 2 s: \(restart) [server_error]
          → wait: the server restarts, and the client comes back by itself
        """)
  }

  @Test func `fallback tells why, and that a connection can be made by hand`() {
    var diagnostics = make()
    diagnostics.recordAttempt(at: start)
    diagnostics.recordFailure(.refused(status: 401, reason: "Unauthorized"), at: start)
    diagnostics.recordTransition(to: .failed, at: start)
    #expect(diagnostics.explain(at: start).summary == "not connected for 0 ms; no further attempt will be made")
    diagnostics.recordFallback(because: "the token was refused", at: start)
    let explanation = diagnostics.explain(at: start + .seconds(1))
    #expect(explanation.summary == "working without a connection for 1 s")
    #expect(explanation.causes == ["the token was refused", "attempt 1 failed: HTTP 401 Unauthorized [handshake]"])
    #expect(explanation.advice.first == "verify the token's format and expiration")
    #expect(explanation.advice.last == "connect by hand to retry")
    var json = JSONWriter()
    explanation.write(to: &json)
    #expect(json.bytes.count > 100 && json.bytes.starts(with: #"{"summary":"working"#.utf8))
  }

  @Test func `the chain ends where all was as the program wished`() {
    var diagnostics = lost(after: [10])
    diagnostics.recordAttempt(at: start + .seconds(20))
    diagnostics.recordClose(at: start + .seconds(21))
    diagnostics.recordTransition(to: .connecting, at: start + .seconds(22))
    #expect(diagnostics.explain(at: start + .seconds(22)).causes == [])
  }

  @Test func `one loss is forgotten when the connection is open again, two are not`() {
    #expect(lost(after: [100], phase: .open).explain(at: start).advice == [])
    #expect(!lost(after: [100, 7], phase: .open).explain(at: start).advice.isEmpty)
    #expect(lost(after: [100, 7], phase: .idle).explain(at: start).advice == [])
  }

  @Test(
    arguments: [
      ([60.2, 59.8], "nginx"), ([100.1, 30, 99.9], "Cloudflare"), ([352, 351], "network load balancers"),
      ([601, 600], "API Gateway waits"), ([7205, 7199], "API Gateway keeps"),
    ] as [([Double], String)])
  func `connections that end after a known time are explained`(uptimes: [Double], name: String) throws {
    let advice = try #require(lost(after: uptimes).explain(at: start).advice.first)
    #expect(advice.contains(name))
  }

  @Test func `once is no pattern`() {
    #expect(lost(after: [60, 33]).explain(at: start).advice.first?.contains("nginx") == false)
  }

  @Test func `connections that are ended at once are explained`() {
    #expect(lost(after: [1, 2, 0.1]).explain(at: start).advice[0].hasPrefix("the server accepts connections"))
  }

  @Test func `the old path is recognised`() {
    var diagnostics = make(url: "ws://localhost:8000/client_/ws/client_abc-123")
    diagnostics.recordAttempt(at: start)
    diagnostics.recordFailure(.closed(.abnormalClosure, reason: ""), at: start)
    diagnostics.recordTransition(to: .failed, at: start)
    #expect(diagnostics.explain(at: start).advice[0].hasPrefix("the URL has the old path"))
  }
}
