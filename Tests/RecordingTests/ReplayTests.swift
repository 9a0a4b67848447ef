import TautRecording
import Testing

@Suite struct ReplayTests {
  private let start = ContinuousClock.now

  private func recording(_ kinds: [(Double, RecordedEvent.Kind)]) -> Recording {
    Recording(
      RecordedSession(url: "ws://h/", milliseconds: 0),
      events: kinds.map { RecordedEvent(at: .seconds($0.0), $0.1) })
  }

  private var dialogue: Recording {
    recording([
      (1, .message(.client, .text("q1"))), (2, .message(.server, .text("a1"))), (3, .message(.server, .text("a2"))),
      (13, .message(.client, .text("q2"))), (14, .message(.server, .binary([1]))),
      (15, .close(code: 4001, reason: "done")),
    ])
  }

  /// What a replay sends when it is asked at the times that it wants, and when.
  private func times(_ replay: inout Replay) -> [(Double, Replay.Step)] {
    var now = start
    var steps: [(Double, Replay.Step)] = []
    while steps.count < 100 {
      let step = replay.next(at: now)
      switch step {
      case .wait(let until): now = until
      case .end, .waitForPeer:
        steps.append(((now - start) / .seconds(1), step))
        return steps
      case .send, .close: steps.append(((now - start) / .seconds(1), step))
      }
    }
    return steps
  }

  @Test func `the server's side says what it said, when it said it`() {
    var replay = Replay(dialogue, as: .server, startingAt: start)
    let steps = times(&replay)
    #expect(steps.map(\.0) == [2, 3, 14, 15, 15])
    #expect(
      steps.map(\.1) == [
        .send(.text("a1")), .send(.text("a2")), .send(.binary([1])), .close(code: 4001, reason: "done"), .end,
      ])
    #expect(replay.sent == 3 && replay.expected == 2)
  }

  @Test func `the client's side does the same`() {
    var replay = Replay(dialogue, as: .client, startingAt: start)
    #expect(times(&replay).map(\.0) == [1, 13, 15, 15])
    #expect(replay.sent == 2 && replay.expected == 3)
  }

  @Test func `speed divides the times, and infinity takes none`() {
    var pace = Replay.Pace()
    pace.speed = 2
    var replay = Replay(dialogue, as: .server, pace: pace, startingAt: start)
    #expect(times(&replay).map(\.0) == [1, 1.5, 7, 7.5, 7.5])
    pace.speed = .infinity
    var quick = Replay(dialogue, as: .server, pace: pace, startingAt: start)
    #expect(times(&quick).map(\.0) == [0, 0, 0, 0, 0])
  }

  @Test func `no wait is longer than the longest`() {
    var pace = Replay.Pace()
    pace.longestWait = .seconds(1)
    var replay = Replay(dialogue, as: .server, pace: pace, startingAt: start)
    #expect(times(&replay).map(\.0) == [2, 3, 5, 6, 6])
  }

  @Test func `in lockstep an answer waits for its question`() {
    var pace = Replay.Pace()
    pace.isLockstep = true
    var replay = Replay(dialogue, as: .server, pace: pace, startingAt: start)
    #expect(replay.next(at: start + .seconds(60)) == .waitForPeer)
    replay.receive()
    let late = start + .seconds(60)
    #expect(replay.next(at: late) == .send(.text("a1")))
    // From here on the pace counts from the answer that was late.
    #expect(replay.next(at: late) == .wait(until: late + .seconds(1)))
    #expect(replay.next(at: late + .seconds(1)) == .send(.text("a2")))
    #expect(replay.next(at: late + .seconds(1)) == .waitForPeer)
    replay.receive()
    #expect(replay.received == 2)
    #expect(replay.next(at: late + .seconds(100)) == .send(.binary([1])))
  }

  @Test func `in lockstep the close waits as well`() {
    var pace = Replay.Pace()
    pace.isLockstep = true
    let recording = recording([(1, .message(.client, .text("q"))), (2, .close(code: 1000, reason: ""))])
    var replay = Replay(recording, as: .server, pace: pace, startingAt: start)
    #expect(replay.next(at: start + .seconds(9)) == .waitForPeer)
    replay.receive()
    #expect(replay.next(at: start) == .wait(until: start + .seconds(2)))
    #expect(replay.next(at: start + .seconds(2)) == .close(code: 1000, reason: ""))
  }

  @Test(arguments: [1005, 1006, 1015, 999, 2000] as [UInt16])
  func `a code that no frame carries becomes 1000`(code: UInt16) {
    var replay = Replay(recording([(0, .close(code: code, reason: "lost"))]), as: .server, startingAt: start)
    #expect(replay.next(at: start) == .close(code: 1000, reason: ""))
  }

  @Test func `a recording that was cut off just ends`() {
    var replay = Replay(recording([(0, .message(.client, .text("q")))]), as: .server, startingAt: start)
    #expect(replay.next(at: start) == .end)
  }
}
