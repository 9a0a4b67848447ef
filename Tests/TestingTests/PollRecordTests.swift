import TautSession
import Testing

@testable import TautTesting

@Suite struct PollRecordTests {
  let start = ContinuousClock.now

  private func facts(_ from: SessionPhase, _ to: SessionPhase, _ reason: SessionChange.Reason) -> ConnectionFacts {
    var facts = ConnectionFacts(fallback: .poll)
    facts.note(SessionChange(from: from, to: to, reason: reason, time: start))
    return facts
  }

  @Test func `a room is polled once in an interval, and the fallback begins with a poll`() {
    var record = PollRecord(interval: .seconds(10))
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

  @Test func `nobody is polled in place of a connection that is there, or that nobody wants`() {
    var record = PollRecord(interval: .seconds(10))
    #expect(record.note("mlb", facts(.connecting, .open, .opened), at: start) == "mlb is polled in the phase open")
    #expect(record.note("mlb", facts(.open, .idle, .disconnected), at: start) != nil)
    var suspended = facts(.open, .reconnecting, .lost(.lost("")))
    suspended.note(.suspended, at: start)
    #expect(record.note("mlb", suspended, at: start) != nil)
  }
}
