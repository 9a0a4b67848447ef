/// Decides what one side of a recorded connection sends, and when.
///
/// A replay reads no clock and sends nothing. Ask it for the ``next(at:)`` step, carry it out, and tell it of each message
/// of the peer. One value is one connection.
///
/// ```swift
/// var replay = Replay(recording, as: .server, startingAt: .now)
/// switch replay.next(at: .now) {
/// case .send(let content): send(content)
/// case .wait(let instant): wake(at: instant)
/// case .waitForPeer: break                      // until receive(at:)
/// case .close(let code, let reason): close(code, reason)
/// case .end: break
/// }
/// ```
public struct Replay: Sendable {
  /// What to do now.
  public enum Step: Sendable, Hashable {
    /// Send this message, and ask again.
    case send(RecordedEvent.Content)
    /// Ask again at this time.
    case wait(until: ContinuousClock.Instant)
    /// Ask again when the peer has sent a message.
    case waitForPeer
    /// Close the connection with what the recording has, 1000 where it has no code that a frame can carry.
    case close(code: UInt16, reason: String)
    /// There is nothing more in the recording, which was cut off before its close.
    case end
  }

  /// What a replay keeps to.
  public struct Pace: Sendable, Hashable {
    /// How much faster than in the recording; infinity does not wait at all.
    ///
    /// Default: 1.
    public var speed = 1.0

    /// The longest wait for one event, so that a quiet hour need not be one again.
    ///
    /// Default: nil, as long as it was.
    public var longestWait: Duration?

    /// Whether a message waits until the peer has sent as many as it had sent before it in the recording.
    ///
    /// Default: false: times alone count.
    public var isLockstep = false

    /// The pace of the recording.
    public init() {}
  }

  /// The side that is played.
  public let side: RecordedEvent.Side

  /// The messages that were sent.
  public private(set) var sent = 0

  /// The messages of the peer.
  public private(set) var received = 0

  private let recording: Recording
  private let pace: Pace
  private var position = 0
  /// The messages of the peer that stand before ``position``.
  private var owed = 0
  /// When the event before ``position`` happened, in the recording and now.
  private var last: (recorded: Duration, instant: ContinuousClock.Instant)

  /// A replay of `side` that begins at `start`, when the connection is opened.
  public init(
    _ recording: Recording, as side: RecordedEvent.Side, pace: Pace = Pace(), startingAt start: ContinuousClock.Instant
  ) {
    precondition(pace.speed > 0, "a replay goes forward: its speed is above 0")
    self.recording = recording
    self.side = side
    self.pace = pace
    last = (.zero, start)
  }

  /// The messages of the peer that the recording has.
  public var expected: Int { recording.count(from: side.peer) }

  /// Says that the peer has sent a message.
  public mutating func receive() {
    received += 1
  }

  /// What to do at `now`.
  public mutating func next(at now: ContinuousClock.Instant) -> Step {
    while position < recording.events.count {
      let event = recording.events[position]
      let due = last.instant + scaled(event.time - last.recorded)
      switch event.kind {
      case .message(side, let content):
        if pace.isLockstep, received < owed { return .waitForPeer }
        if due > now { return .wait(until: due) }
        advance(event, at: pace.isLockstep ? now : due)
        sent += 1
        return .send(content)
      case .close(let code, let reason):
        if pace.isLockstep, received < owed { return .waitForPeer }
        if due > now { return .wait(until: due) }
        advance(event, at: due)
        return .close(code: Self.sendable(code), reason: Self.sendable(code) == code ? reason : "")
      case .message, .open:
        // The peer's turn: only its time passes.
        advance(event, at: due)
        owed += 1
      }
    }
    return .end
  }

  private mutating func advance(_ event: RecordedEvent, at instant: ContinuousClock.Instant) {
    last = (event.time, instant)
    position += 1
  }

  private func scaled(_ time: Duration) -> Duration {
    let wait = pace.speed == .infinity ? .zero : time / pace.speed
    return min(wait, pace.longestWait ?? wait)
  }

  /// RFC 6455, 7.4.1: 1005, 1006 and 1015 never stand in a frame.
  private static func sendable(_ code: UInt16) -> UInt16 {
    switch code {
    case 1000...1003, 1007...1014, 3000...4999: code
    default: 1000
    }
  }
}
