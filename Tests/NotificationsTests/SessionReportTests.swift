import TautDiagnostics
import TautHealth
import TautNotifications
import TautSession
import Testing

@Suite struct SessionReportTests {
  let start = ContinuousClock.now
  let configuration = SessionConfiguration(url: "ws://host/ws")

  private func report() -> SessionReport {
    SessionReport(configuration, id: "me", at: start, milliseconds: 0)
  }

  /// A report of a connection that is open since the start.
  private func connected() -> SessionReport {
    var report = report()
    note(&report, .idle, .connecting, .asked)
    report.note(.attempting(LinkID(rawValue: 1)), at: start)
    note(&report, .connecting, .open, .opened)
    return report
  }

  private func note(
    _ report: inout SessionReport, _ from: SessionPhase, _ to: SessionPhase, _ reason: SessionChange.Reason,
    at now: ContinuousClock.Instant? = nil
  ) {
    let now = now ?? start
    report.note(
      SessionChange(from: from, to: to, reason: reason, time: now, next: nil), of: configuration, at: now)
  }

  private func verdict(_ report: inout SessionReport, at now: ContinuousClock.Instant) -> Bool? {
    var deadline: ContinuousClock.Instant?
    return report.poll(&deadline, at: now)
  }

  private func texts(_ report: SessionReport) -> [String] { report.notifications.toasts.map(\.notice.text) }

  @Test func `a degraded connection that is lost comes back degraded, until it has proved better`() {
    var report = connected()
    #expect(verdict(&report, at: start) == nil)
    report.note(.roundTrip(.seconds(3)), at: start)
    #expect(verdict(&report, at: start) == false)
    note(&report, .open, .degraded, .unhealthy)
    #expect(verdict(&report, at: start) == nil)
    #expect(report.diagnostics.explain(at: start).causes == ["high latency (3000 ms)"])
    note(&report, .degraded, .reconnecting, .lost(.lost("")))
    note(&report, .reconnecting, .open, .opened)
    #expect(verdict(&report, at: start) == false)
    note(&report, .open, .degraded, .unhealthy)
    var deadline: ContinuousClock.Instant?
    #expect(report.poll(&deadline, at: start + .seconds(300)) == nil)
    #expect(deadline == start + .seconds(305))
    #expect(verdict(&report, at: start + .seconds(310)) == true)
  }

  @Test func `what the subscriptions of a room lose together is told once`() {
    var report = connected()
    let gap = SessionGap(from: 4, to: 6, reason: "dropped")
    for _ in 1...2 { report.note(gap, of: "mlb", at: start) }
    #expect(texts(report) == ["Connected", "3 updates of mlb were missed"])
    #expect(report.notifications.toasts.last?.count == 1)
    report.note(gap, of: "mlb", at: start + .seconds(1))
    #expect(report.notifications.toasts.last?.count == 2)
    report.note(SessionGap(from: 1, to: 0, reason: "epoch_changed"), of: "nba", at: start + .seconds(1))
    #expect(texts(report).last == "Some updates of nba were missed")
  }

  @Test func `the fallback has its reason`() {
    var report = connected()
    note(&report, .open, .fallback, .gaveUp(.gaveUp(attempts: 2, last: .lost("reset"))))
    #expect(report.diagnostics.state(at: start).fallbackReason == "abnormal closure (1006)")
    report = self.report()
    note(&report, .idle, .fallback, .switchedOff)
    #expect(report.diagnostics.state(at: start).fallbackReason == "there is nothing to connect to")
  }

  @Test func `simulated data are no connection to anybody`() {
    var report = connected()
    for (from, to) in [(SessionPhase.open, SessionPhase.idle), (.idle, .connecting), (.connecting, .open)] {
      note(&report, from, to, .simulating, at: start + .seconds(1))
    }
    #expect(texts(report) == ["Simulation Active"])
    #expect(!report.situation.isConnected && report.situation.isSimulating)
    let health = report.health.report(at: start + .seconds(2))
    #expect(health.isSimulating && !health.isHealthy && health.recentLosses == 0)
    #expect(report.diagnostics.state(at: start + .seconds(2)).recentAttempts.map(\.outcome) == [.closed])
    #expect(verdict(&report, at: start + .seconds(2)) == nil)
    note(&report, .open, .idle, .simulationEnded, at: start + .seconds(3))
    #expect(texts(report) == [] && !report.diagnostics.isSimulating)
  }
}
