import TautBackoff
import TautDiagnostics
import TautFraming
import TautNotifications
import TautSession
import Testing

@testable import TautTesting

@Suite struct NoticeRulesTests {
  let start = ContinuousClock.now

  /// The facts after a loss; the next attempt is due in 10 seconds.
  private func lost() -> ConnectionFacts {
    var facts = connected()
    var backoff = Backoff(BackoffPolicy(.table([.seconds(10)])))
    var generator = SeededGenerator(seed: 1)
    guard case .retry(let next) = backoff.receiveFailure(at: start, using: &generator) else { return facts }
    facts.note(change(.open, .reconnecting, .lost(.lost("reset")), next))
    return facts
  }

  private func connected() -> ConnectionFacts {
    var facts = ConnectionFacts(fallback: .stop)
    facts.note(change(.connecting, .open, .opened))
    return facts
  }

  private func change(
    _ from: SessionPhase, _ to: SessionPhase, _ reason: SessionChange.Reason, _ next: BackoffAttempt? = nil
  ) -> SessionChange {
    SessionChange(from: from, to: to, reason: reason, time: start, next: next)
  }

  private func words(_ facts: ConnectionFacts, after seconds: Int = 0, _ notices: Notice...) -> String? {
    NoticeRules.words(notices, facts, at: start + .seconds(seconds))
  }

  private func indicator(_ phase: ConnectionPhase, next: Duration? = nil) -> StatusIndicator {
    var situation = ConnectionSituation(phase)
    situation.nextAttempt = next.map { start + $0 }
    return StatusIndicator(situation, at: start)
  }

  @Test func `whoever comes back is told so at once, and for a while`() {
    #expect(words(connected(), .restored) == nil)
    #expect(words(connected()) == "nothing says that the state is connected")
    #expect(words(connected(), after: 4) == nil)
    #expect(words(connected(), .connectionLost(nil)) != nil)
    #expect(words(connected(), after: 3) != nil)
    #expect(words(connected(), .connected, .recovered) == "2 notices are about the connection")
  }

  @Test func `a loss stands until it is over, or clicked away`() {
    #expect(words(lost(), after: 100, .connectionLost(nil)) == nil)
    #expect(words(lost(), .connected) == #""Connected" stands while the state is trying"#)
    #expect(words(lost(), Notice(topic: Notice.connectionTopic, .info, "Hm")) != nil)
    #expect(words(lost(), Notice(.info, "something else")) == "nothing says that the state is trying")
    var facts = lost()
    facts.noteDismissal(at: start)
    #expect(words(facts) == nil)
    #expect(words(facts, .connected) != nil)
    facts.note(change(.reconnecting, .open, .opened))
    #expect(words(facts) == nil)
  }

  @Test func `giving up, a refused token and suspension have their own words`() {
    var facts = lost()
    facts.note(.suspended, at: start)
    #expect(words(facts, .suspended) == nil && words(facts, .connectionLost(nil)) != nil)
    facts.note(.resumed, at: start)
    facts.note(change(.failed, .reconnecting, .lost(.refused(status: 401, reason: ""))))
    #expect(words(facts, .connectionLost(.refused(status: 401, reason: ""))) == nil)
    facts.note(change(.reconnecting, .failed, .gaveUp(.tokenRefused("the same"))))
    #expect(words(facts, .gaveUp(ConnectionSituation(.failed))) != nil)
    #expect(words(facts, .signInNeeded(.other(""))) == nil)
    facts.note(change(.failed, .failed, .gaveUp(.gaveUp(attempts: 1, last: .lost("")))))
    #expect(words(facts, .gaveUp(ConnectionSituation(.failed))) == nil)
    facts.note(change(.failed, .idle, .disconnected))
    #expect(words(facts) == nil)
    #expect(words(facts, .simulating) == #""Simulation Active" stands while there is nothing to say"#)
  }

  @Test func `an announced restart is told, with the time to the attempt, and nothing else is told as one`() {
    var facts = connected()
    facts.noteAnnouncement(at: start + .seconds(9))
    facts.note(.restartAnnounced(attempt(in: .milliseconds(10_500)), reason: ""), at: start)
    let notice = Notice.serverRestarting(in: .milliseconds(10_500))
    #expect(words(facts, after: 100, notice) == nil && words(facts) != nil && words(facts, .connected) != nil)
    #expect(words(connected(), notice) != nil && words(lost(), notice) != nil)
    #expect(announcement(facts, notice) == nil && announcement(facts, .serverRestarting(in: .seconds(5))) != nil)
    #expect(announcement(connected(), .connected) == nil)
    facts.note(.suspended, at: start)
    #expect(words(facts, .serverRestartingSuspended) == nil)
    facts.note(.resumed, at: start)
    facts.note(change(.open, .reconnecting, .serverAsked("")))
    #expect(words(facts, .serverRestarting(in: nil)) == nil && words(facts, .connectionLost(nil)) != nil)
    facts.note(change(.reconnecting, .failed, .lost(.network("")), attempt(in: .zero)))
    #expect(words(facts, .attemptFailed(nil)) == nil)
    facts.note(change(.failed, .reconnecting, .lost(.closed(.serviceRestart, reason: "")), attempt(in: .zero)))
    #expect(words(facts, .serverRestarting(in: .zero)) == nil)
  }

  private func attempt(in delay: Duration) -> BackoffAttempt {
    var backoff = Backoff(BackoffPolicy(.table([delay])))
    backoff.policy.minimum = .zero
    var generator = SeededGenerator(seed: 1)
    guard case .retry(let next) = backoff.receiveFailure(at: start, using: &generator) else { preconditionFailure() }
    return next
  }

  private func announcement(_ facts: ConnectionFacts, _ notice: Notice) -> String? {
    var notifications = Notifications()
    notifications.post(notice, at: start)
    return NoticeRules.announcement(notifications.toasts, facts)
  }

  @Test func `a degraded connection is told, and its recovery`() {
    var facts = connected()
    facts.note(change(.open, .degraded, .unhealthy))
    #expect(words(facts, .degraded(["a"])) == nil && words(facts, .connected) != nil && words(facts) != nil)
    #expect(words(facts, after: 8) == nil && words(facts, after: 7) != nil)
    facts.note(change(.degraded, .open, .healthy))
    #expect(words(facts, .recovered) == nil && words(facts, .degraded([])) != nil)
  }

  @Test func `a simulation is told as one, and not as a connection`() {
    var facts = ConnectionFacts(fallback: .stop)
    facts.note(change(.connecting, .open, .simulating))
    #expect(words(facts, .simulating) == nil && words(facts, .connected) != nil && words(facts) != nil)
    #expect(NoticeRules.light(indicator(.open), facts) != nil)
    var situation = ConnectionSituation(.open)
    situation.isSimulating = true
    #expect(NoticeRules.light(StatusIndicator(situation, at: start), facts) == nil)
    facts.note(change(.open, .idle, .simulationEnded))
    #expect(words(facts) == nil && words(facts, .simulating) != nil)
  }

  @Test func `diagnostics say of a connection what is so`() {
    var diagnostics = Diagnostics(clientID: "me", url: "", at: start, time: WallTime(milliseconds: 0))
    var facts = connected()
    #expect(
      NoticeRules.diagnostics(diagnostics, facts) == "the diagnostics are in the phase idle, and the session in open")
    diagnostics.recordTransition(to: .open, at: start)
    #expect(NoticeRules.diagnostics(diagnostics, facts) == nil)
    facts.noteAnnouncement(at: start)
    #expect(NoticeRules.diagnostics(diagnostics, facts) == "the diagnostics say that no restart is announced")
    diagnostics.recordAnnouncement("", reconnectingAfter: .zero, at: start)
    #expect(NoticeRules.diagnostics(diagnostics, facts) == nil)
    diagnostics.recordSimulation(true, at: start)
    #expect(NoticeRules.diagnostics(diagnostics, facts) == "the diagnostics say that data are simulated")
  }

  @Test func `health and phase say the same of a connection`() {
    #expect(NoticeRules.health(isDegraded: false, connected()) == nil)
    #expect(
      NoticeRules.health(isDegraded: true, connected()) == "the connection's health is degraded in the phase open")
    #expect(NoticeRules.health(isDegraded: true, lost()) == nil)
  }

  @Test func `the indicator is green exactly while all is well`() {
    #expect(NoticeRules.light(indicator(.open), connected()) == nil)
    #expect(NoticeRules.light(indicator(.degraded), connected()) != nil)
    #expect(NoticeRules.light(indicator(.open), lost()) != nil)
    #expect(NoticeRules.light(indicator(.failed), lost()) == nil)
  }

  @Test func `a countdown names the real delay, and ends with the attempt`() {
    var facts = lost()
    #expect(NoticeRules.countdown(indicator(.reconnecting, next: .seconds(10)), facts, at: start) == nil)
    #expect(NoticeRules.countdown(indicator(.reconnecting, next: .seconds(9)), facts, at: start) != nil)
    #expect(NoticeRules.countdown(indicator(.reconnecting, next: .seconds(11)), facts, at: start) != nil)
    #expect(NoticeRules.countdown(indicator(.reconnecting), facts, at: start) != nil)
    facts.noteAttempt()
    #expect(NoticeRules.countdown(indicator(.reconnecting), facts, at: start) == nil)
    #expect(
      NoticeRules.countdown(indicator(.reconnecting, next: .zero), facts, at: start)
        == "a countdown says 0 s, and no attempt is waited for")
  }

  @Test func `an attempt is late unless the machine slept or the program was suspended`() {
    var facts = lost()
    let late = start + .seconds(12)
    #expect(NoticeRules.punctuality(facts, since: start, at: start + .seconds(10)) == nil)
    #expect(NoticeRules.punctuality(facts, since: start, at: late) == "an attempt was promised 2.0 seconds ago")
    #expect(NoticeRules.punctuality(facts, since: late, at: late) == nil)
    facts.note(.suspended, at: start)
    #expect(NoticeRules.punctuality(facts, since: start, at: late) == nil)
    facts.note(.resumed, at: late)
    #expect(NoticeRules.punctuality(facts, since: start, at: late) == nil)
  }
}
