import TautDiagnostics
import TautFraming
import TautJSON
import TautNotifications
import Testing

@Suite struct NotificationsTests {
  let start = ContinuousClock.now
  let lost = ConnectionFailure.closed(.abnormalClosure, reason: "")

  /// What the toasts say.
  func texts(_ notifications: Notifications) -> [String] { notifications.toasts.map(\.notice.text) }

  /// Notifications after these situations.
  func after(_ situations: ConnectionSituation...) -> Notifications {
    var notifications = Notifications()
    for situation in situations { notifications.update(situation, at: start) }
    return notifications
  }

  func situation(
    _ phase: ConnectionPhase, _ failure: ConnectionFailure? = nil, next: Bool = false
  ) -> ConnectionSituation {
    var situation = ConnectionSituation(phase)
    situation.failure = failure
    situation.nextAttempt = next ? start + .seconds(4) : nil
    return situation
  }

  @Test func `the first connection is announced for a moment`() {
    var notifications = after(situation(.connecting), situation(.open))
    #expect(texts(notifications) == ["Connected"])
    #expect(notifications.indicator(at: start).color == .green)
    #expect(notifications.poll(at: start) == start + .seconds(4))
    #expect(notifications.poll(at: start + .seconds(4)) == nil)
    #expect(notifications.toasts.isEmpty)
  }

  @Test func `a loss is told once, through all its attempts, until the connection is back`() {
    var notifications = after(situation(.open), situation(.reconnecting, lost, next: true))
    #expect(texts(notifications) == ["Connection lost, attempting to reconnect..."])
    notifications.update(situation(.reconnecting, lost, next: true), at: start + .seconds(1))
    notifications.update(situation(.reconnecting, .other("x"), next: true), at: start + .seconds(1))
    #expect(notifications.toasts.map(\.count) == [1])
    notifications.update(situation(.failed, .system(code: 111, ""), next: true), at: start + .seconds(2))
    #expect(texts(notifications) == ["Connection failed: connection refused"])
    #expect(notifications.poll(at: start + .seconds(1000)) == nil)
    #expect(notifications.toasts.count == 1)
    notifications.update(situation(.open), at: start + .seconds(3))
    #expect(texts(notifications) == ["Connection restored"])
    notifications.update(situation(.open, lost), at: start + .seconds(3))
    #expect(texts(notifications) == ["Connection restored"])
  }

  @Test func `giving up stays, and offers to try again`() {
    let notifications = after(situation(.connecting), situation(.failed, lost))
    #expect(texts(notifications) == ["Disconnected"])
    #expect(notifications.toasts[0].notice.action == .retry)
    #expect(notifications.toasts[0].end == nil)
  }

  @Test func `fallback is explained by its failure`() {
    var polling = situation(.fallback, lost)
    polling.isPolling = true
    #expect(texts(after(situation(.failed, lost, next: true), polling)) == ["Disconnected, falling back to polling"])
  }

  @Test func `nothing to connect to is no error`() {
    var polling = situation(.fallback)
    polling.isPolling = true
    #expect(after(polling).toasts.isEmpty)
  }

  @Test(arguments: [ConnectionPhase.idle, .fallback])
  func `a simulation is announced`(phase: ConnectionPhase) {
    var simulating = situation(phase)
    simulating.isSimulating = true
    #expect(texts(after(simulating)) == ["Simulation Active"])
  }

  @Test func `a connection that was closed on purpose needs no words`() {
    #expect(after(situation(.open), situation(.reconnecting, lost), situation(.idle)).toasts.isEmpty)
  }

  @Test func `degraded and recovered`() {
    var degraded = situation(.degraded)
    degraded.issues = ["high latency (850 ms)"]
    var notifications = after(situation(.open), degraded)
    #expect(texts(notifications) == ["The connection is slow or unreliable: high latency (850 ms)"])
    notifications.update(situation(.open), at: start)
    #expect(texts(notifications) == ["The connection is stable again"])
  }

  @Test func `the same again counts up and is shown for longer`() {
    var notifications = Notifications()
    for second in 0..<3 { notifications.post(.missed(room: "mlb"), at: start + .seconds(second)) }
    #expect(notifications.toasts.map(\.count) == [3])
    #expect(notifications.poll(at: start) == start + .seconds(10))
    notifications.post(Notice(topic: "gap mlb", .info, "other words"), at: start + .seconds(3))
    #expect(notifications.toasts.map(\.count) == [1])
    #expect(notifications.poll(at: start) == start + .seconds(7))
  }

  @Test func `beyond the limit the oldest of the least severe goes`() {
    var notifications = Notifications()
    notifications.limit = 3
    for (severity, text) in [(.info, "a"), (.error, "b"), (.info, "c"), (.warning, "d"), (.error, "e")]
      as [(Toast.Severity, String)]
    {
      notifications.post(Notice(severity, text), at: start)
    }
    #expect(texts(notifications) == ["b", "d", "e"])
    #expect(notifications.dropped == 2)
  }

  @Test func `what was dismissed is silent for a while, but worse is told`() {
    var notifications = Notifications()
    notifications.post(.missed(room: "mlb"), at: start)
    notifications.dismiss(notifications.toasts[0].id, at: start)
    notifications.dismiss(99, at: start)
    notifications.post(.missed(room: "mlb"), at: start + .seconds(29))
    #expect(notifications.toasts.isEmpty)
    notifications.post(.missed(room: "nba"), at: start + .seconds(29))
    notifications.post(Notice(topic: "gap mlb", .error, "worse"), at: start + .seconds(29))
    #expect(texts(notifications) == ["Some updates of nba were missed", "worse"])
    _ = notifications.poll(at: start + .seconds(30))
    notifications.post(.missed(room: "mlb"), at: start + .seconds(30))
    #expect(texts(notifications).last == "Some updates of mlb were missed")
  }

  @Test func `what is no longer so goes even while its topic is silent`() {
    var notifications = after(situation(.open))
    notifications.dismiss(notifications.toasts[0].id, at: start)
    notifications.update(situation(.reconnecting, lost, next: true), at: start)
    #expect(texts(notifications) == ["Connection lost, attempting to reconnect..."])
    notifications.update(situation(.open), at: start)
    #expect(notifications.toasts.isEmpty)
  }

  @Test func `an attempt that was the last one after all is told as such`() {
    let notifications = after(situation(.failed, lost, next: true), situation(.failed, lost))
    #expect(texts(notifications) == ["Disconnected"])
  }

  @Test func `the memory of what was dismissed is bounded`() {
    var notifications = Notifications()
    for number in 0...64 {
      notifications.post(Notice(.info, "\(number)"), at: start)
      notifications.dismiss(notifications.toasts[0].id, at: start)
    }
    notifications.post(Notice(.info, "0"), at: start)
    notifications.post(Notice(.info, "1"), at: start)
    #expect(texts(notifications) == ["0"])
  }

  @Test func `a toast is written as an object`() throws {
    var notifications = Notifications()
    notifications.post(.gaveUp(situation(.failed)), at: start)
    var json = JSONWriter()
    try #require(notifications.toasts.first).write(to: &json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"id":1,"severity":"error","text":"Disconnected","suggestion":null,"action":"retry","count":1}"#)
    #expect(Toast.Severity.allCases.map(\.name) == ["info", "success", "warning", "error"])
    #expect(Toast.Severity.allCases == Toast.Severity.allCases.sorted())
  }
}
