import TautBackoff
import TautBytes
import TautDiagnostics
import TautFraming
import TautNotifications
import TautSession
import Testing

@Suite struct SessionSituationTests {
  let start = ContinuousClock.now

  /// A session of one attempt a second, and what its user is told.
  private struct Watched {
    var session: Session
    var watch = SessionSituation()
    var notifications = Notifications()
    private var output = SessionOutput()

    init(_ configuration: SessionConfiguration, at now: ContinuousClock.Instant) {
      session = Session(configuration, memory: SessionMemory(clientID: "me"), seed: 1, at: now, milliseconds: 0)
    }

    mutating func tell(
      at now: ContinuousClock.Instant,
      _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) -> Void
    ) {
      body(&session, now, &output)
      for action in output.actions {
        switch action {
        case .changed(let change):
          watch.note(change, of: session.configuration)
          notifications.update(watch.situation, at: now)
        case .note(let note): if watch.note(note) { notifications.update(watch.situation, at: now) }
        default: break
        }
      }
      output.removeAll()
    }

    mutating func poll(at now: ContinuousClock.Instant) { tell(at: now) { $0.poll(at: $1, into: &$2) } }

    mutating func end(_ link: UInt64, _ error: SessionError, at now: ContinuousClock.Instant) {
      tell(at: now) { $0.receiveClosed(LinkID(rawValue: link), error, at: $1, into: &$2) }
    }

    mutating func open(_ link: UInt64, at now: ContinuousClock.Instant) {
      tell(at: now) { $0.receiveOpen(LinkID(rawValue: link), at: $1, into: &$2) }
    }

    var text: String? { notifications.toasts.first?.notice.text }
  }

  private func configuration(_ change: (inout SessionConfiguration) -> Void = { _ in }) -> SessionConfiguration {
    var configuration = SessionConfiguration(url: "ws://host/ws")
    configuration.backoff = BackoffPolicy(.table([.seconds(10)]))
    configuration.backoff.maximumAttempts = 2
    change(&configuration)
    return configuration
  }

  private func connected(_ configuration: SessionConfiguration) -> Watched {
    var watched = Watched(configuration, at: start)
    watched.tell(at: start) { $0.connect(at: $1, into: &$2) }
    watched.open(1, at: start)
    return watched
  }

  @Test func `a loss is told with its attempt, its countdown and its reason, until the connection is back`() {
    var watched = connected(configuration())
    #expect(watched.text == "Connected")
    watched.end(1, .lost("reset"), at: start)
    #expect(watched.text == "Connection lost, attempting to reconnect...")
    #expect(
      watched.notifications.indicator(at: start + .seconds(3)).description
        == "Reconnecting... (attempt 1 of 2, in 7 s): abnormal closure (1006)")
    watched.poll(at: start + .seconds(10))
    #expect(
      watched.notifications.indicator(at: start + .seconds(10)).description
        == "Reconnecting... (attempt 1 of 2): abnormal closure (1006)")
    watched.open(2, at: start + .seconds(11))
    #expect(watched.text == "Connection restored")
    #expect(watched.watch.situation == watched.notifications.situation)
    #expect(watched.watch.situation.failure == nil && watched.watch.situation.attempt == nil)
  }

  @Test func `an attempt that is made at once ends the countdown to it`() {
    var watched = connected(configuration())
    watched.end(1, .lost("reset"), at: start)
    watched.tell(at: start + .seconds(2)) { $0.networkChanged(at: $1, into: &$2) }
    #expect(watched.notifications.indicator(at: start + .seconds(2)).countdown == nil)
    watched.end(2, .network("refused"), at: start + .seconds(3))
    watched.tell(at: start + .seconds(4)) { $0.connect(at: $1, into: &$2) }
    #expect(watched.notifications.indicator(at: start + .seconds(4)).countdown == nil)
    #expect(watched.watch.situation.attempt == 2)
  }

  @Test func `nobody counts down while the program is suspended`() {
    var watched = connected(configuration())
    watched.tell(at: start) { $0.suspend(at: $1, into: &$2) }
    #expect(watched.text == "Connected")
    watched.end(1, .lost("reset"), at: start)
    #expect(watched.text == "Connection lost, paused until the program goes on")
    let indicator = watched.notifications.indicator(at: start)
    #expect(indicator.countdown == nil && indicator.detail == "paused until the program goes on")
    watched.tell(at: start + .seconds(4)) { $0.resume(at: $1, into: &$2) }
    #expect(watched.text == "Connection lost, attempting to reconnect...")
    #expect(watched.notifications.indicator(at: start + .seconds(4)).countdown == 6)
    watched.tell(at: start + .seconds(5)) { $0.suspend(at: $1, into: &$2) }
    watched.tell(at: start + .seconds(6)) { $0.connect(at: $1, into: &$2) }
    #expect(watched.text == "Connection lost, attempting to reconnect...")
  }

  @Test func `who connects again after giving up is told so`() {
    var watched = connected(configuration { $0.backoff.maximumAttempts = 0 })
    watched.end(1, .lost("reset"), at: start)
    #expect(watched.text == "Disconnected")
    watched.tell(at: start) { $0.connect(at: $1, into: &$2) }
    #expect(watched.text == "Connection lost, attempting to reconnect...")
    #expect(watched.watch.situation.failure == nil)
  }

  @Test func `the fallback has its own words, which go with the next attempt`() {
    var watched = connected(
      configuration {
        $0.backoff.maximumAttempts = 0
        $0.fallback = .poll
      })
    watched.end(1, .lost("reset"), at: start)
    #expect(watched.text == "Disconnected, falling back to polling")
    watched.tell(at: start) { $0.connect(at: $1, into: &$2) }
    #expect(watched.text == nil)
  }

  @Test func `nothing is lost any more once it is switched off`() {
    var watched = connected(configuration())
    watched.end(1, .lost("reset"), at: start)
    watched.tell(at: start) { [configuration] session, now, output in
      session.setConfiguration(configuration { $0.isEnabled = false }, at: now, into: &output)
    }
    #expect(watched.text == nil)
  }

  @Test func `a refused token is told as such, while another one is tried and when there is none`() {
    var watched = Watched(configuration { $0.usesTokenProvider = true }, at: start)
    func give(_ token: String, _ ticket: UInt64, after seconds: Int) {
      watched.tell(at: start + .seconds(seconds)) {
        $0.receiveToken(SessionToken(token), ticket: ticket, at: $1, into: &$2)
      }
    }
    watched.tell(at: start) { $0.connect(at: $1, into: &$2) }
    give("a", 1, after: 0)
    watched.end(1, .refused(status: 401, reason: "expired"), at: start)
    #expect(watched.text == "The server refused the token, trying another one")
    watched.poll(at: start + .seconds(10))
    give("a", 2, after: 10)
    #expect(watched.text == "Authentication failed: HTTP 401 the provider returned the same one")
    #expect(watched.notifications.toasts.first?.notice.action == .signIn)
  }

  @Test func `a restart is told from its announcement until the connection is back`() {
    var watched = connected(configuration())
    announce(&watched, after: 3_000, at: start + .seconds(600))
    let now = start + .seconds(600)
    #expect(watched.text == "The server restarts; reconnecting in 3 s")
    #expect(watched.notifications.indicator(at: now).description == "Connected (in 3 s): the server restarts")
    watched.tell(at: now) { $0.receiveHealth(isHealthy: false, at: $1, into: &$2) }
    #expect(watched.notifications.indicator(at: now).countdown == 3)
    watched.end(1, .closed(.serviceRestart, reason: ""), at: now + .seconds(1))
    #expect(watched.text == "The server restarts; reconnecting in 3 s")
    #expect(
      watched.notifications.indicator(at: now + .seconds(1)).description
        == "Reconnecting... (in 2 s): the server restarts: deploy")
    watched.poll(at: now + .seconds(3))
    #expect(watched.text == "The server restarts; reconnecting...")
    watched.end(2, .network("refused"), at: now + .seconds(3))
    #expect(watched.text == "Connection failed: refused")
    #expect(!watched.watch.situation.isRestarting)
  }

  @Test func `a restart that only the close code tells is told as one, and no other close is`() {
    var watched = connected(configuration())
    watched.end(1, .closed(.serviceRestart, reason: ""), at: start)
    #expect(watched.text == "The server restarts; reconnecting in 10 s")
    watched.poll(at: start + .seconds(10))
    watched.open(2, at: start + .seconds(10))
    #expect(watched.text == "Connection restored")
    watched.end(2, .closed(.goingAway, reason: ""), at: start + .seconds(11))
    #expect(watched.text == "Connection lost, attempting to reconnect...")
  }

  @Test func `an attempt that is ended by a restart is told as such`() {
    var watched = Watched(configuration(), at: start)
    watched.tell(at: start) { $0.connect(at: $1, into: &$2) }
    watched.end(1, .closed(.serviceRestart, reason: ""), at: start)
    #expect(watched.text == "The server restarts; reconnecting in 10 s")
    watched.tell(at: start + .seconds(1)) { $0.connect(at: $1, into: &$2) }
    #expect(watched.text == "The server restarts; reconnecting...")
  }

  @Test func `who is suspended comes back from a restart when the program goes on`() {
    var watched = connected(configuration())
    announce(&watched, after: 3_000, at: start + .seconds(600))
    watched.tell(at: start + .seconds(600)) { $0.suspend(at: $1, into: &$2) }
    #expect(watched.text == "The server restarts; paused until the program goes on")
    #expect(watched.notifications.indicator(at: start + .seconds(600)).countdown == nil)
    watched.end(1, .closed(.serviceRestart, reason: ""), at: start + .seconds(601))
    #expect(watched.text == "The server restarts; paused until the program goes on")
    watched.tell(at: start + .seconds(700)) { $0.resume(at: $1, into: &$2) }
    #expect(watched.text == "The server restarts; reconnecting...")
  }

  @Test func `another address has nothing to do with the restart of the one before`() {
    var watched = connected(configuration())
    announce(&watched, after: 3_000, at: start + .seconds(600))
    watched.tell(at: start + .seconds(600)) { [configuration] session, now, output in
      session.setConfiguration(configuration { $0.url = "ws://other/ws" }, at: now, into: &output)
    }
    #expect(!watched.watch.situation.isRestarting)
  }

  private func announce(_ watched: inout Watched, after milliseconds: Int, at now: ContinuousClock.Instant) {
    let text =
      #"{"type":"reconnect_required","ts":1,"correlationId":"","version":"2.0","#
      + #""payload":{"reason":"deploy","afterMs":\#(milliseconds)}}"#
    watched.tell(at: now) { session, now, output in
      Array(text.utf8).withBytes {
        session.receive(text: $0, on: LinkID(rawValue: 1), at: now, into: &output)
      }
    }
  }

  @Test(
    arguments: [
      (.network("refused"), .system(code: 0, "refused")), (.tls("bad"), .tls("bad")),
      (.connectTimeout(.seconds(1)), .connectTimeout(.seconds(1))),
      (.refused(status: 500, reason: "x"), .refused(status: 500, reason: "x")), (.handshake("no"), .handshake("no")),
      (.closed(.goingAway, reason: "bye"), .closed(.goingAway, reason: "bye")),
      (.silent(.seconds(5)), .heartbeatTimeout(.seconds(5))),
      (.gaveUp(attempts: 3, last: .tls("bad")), .tls("bad")), (.notConnected, .other("not connected")),
    ] as [(SessionError, ConnectionFailure)])
  func `a session's errors are failures of the connection`(error: SessionError, failure: ConnectionFailure) {
    if case .other = failure {
      guard case .other = ConnectionFailure(error) else { return #expect(Bool(false)) }
    } else {
      #expect(ConnectionFailure(error) == failure)
    }
  }
}
