import TautSession
import Testing

@testable import TautTesting

@Suite struct PollRecordTests {
  let start = ContinuousClock.now

  private static var configuration: SessionConfiguration {
    var configuration = SessionConfiguration(url: nil)
    configuration.fallback = .poll
    configuration.pollsWhileDisconnected = true
    return configuration
  }

  private func facts(_ from: SessionPhase, _ to: SessionPhase, _ reason: SessionChange.Reason) -> ConnectionFacts {
    var facts = ConnectionFacts(fallback: .poll)
    facts.note(SessionChange(from: from, to: to, reason: reason, time: start))
    return facts
  }

  @Test func `a room is polled once in an interval, and the fallback begins with a poll`() {
    var record = PollRecord(Self.configuration)
    let lost = facts(.open, .reconnecting, .lost(.lost("")))
    #expect(record.note("mlb", lost, at: start) == nil)
    #expect(record.note("nba", lost, at: start + .seconds(4)) == nil)
    #expect(record.note("mlb", lost, at: start + .seconds(10)) == nil)
    #expect(
      record.note("mlb", lost, at: start + .seconds(13))
        == "mlb is polled after 3.0 seconds, and not after 10.0 seconds")
    let over = facts(.failed, .fallback, .gaveUp(.lost("")))
    #expect(record.note("mlb", over, at: start + .seconds(14)) == nil)
  }

  @Test func `while polls take the connection's place, they come`() {
    var record = PollRecord(Self.configuration)
    record.subscribed(to: "mlb", at: start)
    #expect(record.lateness(since: start, at: start + .seconds(99)) == nil)
    record.follow(facts(.open, .reconnecting, .lost(.lost(""))), at: start + .seconds(5))
    #expect(record.lateness(since: start, at: start + .seconds(15)) == nil)
    let late = "mlb is not polled, and was to be 1.0 seconds ago"
    #expect(record.lateness(since: start, at: start + .seconds(16)) == late)
    #expect(record.lateness(since: start + .seconds(16), at: start + .seconds(16)) == nil)
    _ = record.note("mlb", facts(.open, .reconnecting, .lost(.lost(""))), at: start + .seconds(15))
    #expect(record.lateness(since: start, at: start + .seconds(99)) == nil)
    record.noteEnd("mlb", at: start + .seconds(17))
    #expect(record.lateness(since: start, at: start + .seconds(28)) == late)
    record.unsubscribed(from: "mlb")
    #expect(record.lateness(since: start, at: start + .seconds(28)) == nil)
    record.subscribed(to: "mlb", at: start)
    record.follow(facts(.reconnecting, .failed, .gaveUp(.lost(""))), at: start)
    #expect(record.lateness(since: start, at: start + .seconds(28)) == nil)
    record.follow(facts(.failed, .fallback, .gaveUp(.lost(""))), at: start)
    #expect(record.lateness(since: start, at: start + .seconds(28)) != nil)
  }

  @Test func `nobody is polled in place of a connection that is there, or that nobody wants`() {
    var record = PollRecord(Self.configuration)
    #expect(record.note("mlb", facts(.connecting, .open, .opened), at: start) == "mlb is polled in the phase open")
    #expect(record.note("mlb", facts(.open, .idle, .disconnected), at: start) != nil)
    var suspended = facts(.open, .reconnecting, .lost(.lost("")))
    suspended.note(.suspended, at: start)
    #expect(record.note("mlb", suspended, at: start) != nil)
  }
}
