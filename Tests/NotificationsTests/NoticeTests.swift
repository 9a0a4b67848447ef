import TautDiagnostics
import TautFraming
import TautNotifications
import TautSession
import Testing

@Suite struct NoticeTests {
  @Test func `the texts of the web clients are kept`() {
    #expect(Notice.connectionLost(nil).text == "Connection lost, attempting to reconnect...")
    #expect(Notice.rateLimited.text == "Rate limit exceeded, backing off...")
    #expect(Notice.simulating.text == "Simulation Active")
    #expect(Notice.gaveUp(ConnectionSituation(.failed)).text == "Disconnected")
    #expect(Notice.connected.text == "Connected")
  }

  @Test(
    arguments: [
      (.info, .seconds(4)), (.success, .seconds(4)), (.warning, .seconds(8)), (.error, nil),
    ] as [(Toast.Severity, Duration?)])
  func `what is worse is shown for longer`(severity: Toast.Severity, lifetime: Duration?) {
    let notice = Notice(severity, "text")
    #expect(notice.lifetime == lifetime)
    #expect(notice.topic == "text")
    #expect(Notice(severity, "text", lifetime: .fixed(.seconds(1))).lifetime == .seconds(1))
    #expect(Notice(severity, "text", lifetime: .untilResolved).lifetime == nil)
  }

  @Test func `a loss stays until it is resolved, with the likeliest advice`() {
    let notice = Notice.connectionLost(.closed(.abnormalClosure, reason: ""))
    #expect(notice.lifetime == nil)
    #expect(notice.severity == .warning)
    #expect(notice.suggestion?.hasPrefix("check the URL") == true)
  }

  @Test(arguments: [.refused(status: 429, reason: ""), .closed(.rateLimitExceeded, reason: "")] as [ConnectionFailure])
  func `a rate limit is named as such`(failure: ConnectionFailure) {
    #expect(Notice.connectionLost(failure) == .rateLimited)
    #expect(Notice.attemptFailed(failure) == .rateLimited)
  }

  @Test(
    arguments: [
      .refused(status: 401, reason: "Unauthorized"), .refused(status: 403, reason: ""),
      .closed(.tokenExpired, reason: ""), .closed(.tokenRevoked, reason: ""),
    ] as [ConnectionFailure])
  func `who is not accepted is asked to sign in`(failure: ConnectionFailure) {
    var situation = ConnectionSituation(.failed)
    situation.failure = failure
    #expect(Notice.gaveUp(situation) == .signInNeeded(failure))
    #expect(Notice.gaveUp(situation).action == .signIn)
  }

  @Test func `giving up says what takes the connection's place`() {
    var situation = ConnectionSituation(.fallback)
    situation.failure = .system(code: 111, "")
    situation.isPolling = true
    let notice = Notice.gaveUp(situation)
    #expect(notice.text == "Disconnected, falling back to polling")
    #expect(notice.suggestion == "check that the server is running")
    #expect(notice.action == .retry)
    situation.isPolling = false
    situation.isSimulating = true
    #expect(Notice.gaveUp(situation).text == "Disconnected, showing simulated data")
  }

  @Test func `a failed attempt says what happened`() {
    #expect(Notice.attemptFailed(.connectTimeout(.seconds(1))).text == "Connection failed: network timeout")
    #expect(Notice.attemptFailed(nil) == .connectionLost(nil))
  }

  @Test func `what concerns a room or a handler has a topic of its own`() {
    let notices: [Notice] = [
      .subscriptionFailed(room: "moon", reason: "no such room"), .missed(room: "mlb"),
      .handlerFailed(type: "odds_update", error: "a text"), .queueFull(limit: 256),
      .unanswered(room: "sun", for: .seconds(30)), .pollFailed(room: "mlb", reason: "HTTP 500"),
      .renewalFailed("offline"),
      .serverError(.server(code: "RATE_LIMIT_EXCEEDED", message: "10 a second", isRecoverable: true)),
    ]
    #expect(
      notices.map(\.text) == [
        "Cannot subscribe to moon: no such room", "Some updates of mlb were missed",
        "A handler of odds_update failed: a text", "256 messages wait for the connection, no more are taken",
        "No answer to the subscription to sun for 30 s", "Cannot ask for news of mlb: HTTP 500",
        "The token could not be renewed: offline",
        "Error: the server answered RATE_LIMIT_EXCEEDED: 10 a second",
      ])
    #expect(Set(notices.map(\.topic)).count == notices.count)
    #expect(notices.last?.suggestion == "wait, and send less at once")
    #expect(notices[0].suggestion == "verify the room's name and the filters")
  }

  @Test func `what was missed is counted where somebody knows`() {
    #expect(Notice.missed(room: "mlb", count: 1).text == "1 update of mlb was missed")
    #expect(Notice.missed(room: "mlb", count: 12).text == "12 updates of mlb were missed")
  }

  @Test func `a connection that is not well says so, and that it is well again`() {
    #expect(Notice.degraded([]).text == "The connection is slow or unreliable")
    #expect(Notice.degraded(["a", "b"]).text == "The connection is slow or unreliable: a, b")
    #expect(Notice.recovered.severity == .success)
    #expect(Notice.serverRestarting(in: .milliseconds(5200)).text == "The server restarts; reconnecting in 6 s")
    #expect(Notice.serverRestarting(in: nil).text == "The server restarts; reconnecting...")
  }
}
