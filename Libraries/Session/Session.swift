import TautEnvelope
import TautBackoff
import TautSimulation

/// Everything that a client decides about its one connection.
///
/// A session reads no clock, opens nothing and draws no random numbers of its own. Tell it what happened, carry out what it
/// put into the ``SessionOutput``, and call ``poll(at:into:)`` again at the time that it returned.
///
/// ```swift
/// session.connect(at: now, into: &output)
/// for action in output.actions { … }
/// output.removeAll()
/// let deadline = session.poll(at: now, into: &output)
/// ```
///
/// Whatever the caller does, a request is settled exactly once, a message of a room is delivered to a subscription once and
/// in the room's order, and what is missing is told.
public struct Session: Sendable {
  /// What the session does about getting a connection.
  enum Stage: Sendable {
    /// Nothing: there is one, or nobody wants one.
    case resting
    /// It waits for the time of an attempt.
    case waiting(BackoffAttempt)
    /// It waits for a token.
    case asking(LinkID, ticket: UInt64, deadline: ContinuousClock.Instant)
    /// It waits for a connection.
    case opening(LinkID, deadline: ContinuousClock.Instant)
  }

  /// How the session behaves; ``setConfiguration(_:at:into:)`` changes it.
  public internal(set) var configuration: SessionConfiguration

  /// Where the session stands.
  public internal(set) var phase = SessionPhase.idle

  /// Whether the program is suspended.
  public internal(set) var isSuspended = false

  /// The client's id.
  public let clientID: String

  /// What tells this run of the program from others, in the ids of messages.
  let run: String
  let start: ContinuousClock.Instant
  var milliseconds: Int64

  var stage = Stage.resting
  var open: OpenLink?
  var backoff: Backoff
  var generator: SplitMix64
  var links: UInt64 = 0
  var tickets: UInt64 = 0
  var token: SessionToken?
  var refusal: TokenRefusal?
  /// Whether a server has ever opened a connection.
  var hasConnected = false
  /// Whether the program called `connect`, and not `disconnect` since.
  var wantsConnection = false

  var rooms = RoomTable()
  var requests: [PendingRequest] = []
  var requestsEver: UInt64 = 0
  var queue = MessageQueue()
  var nextPoll: ContinuousClock.Instant?
  /// When to look for subscriptions that nobody answers.
  var nextReview: ContinuousClock.Instant?

  /// Makes a session that does nothing yet.
  ///
  /// - Parameters:
  ///   - configuration: How it behaves.
  ///   - memory: What an earlier run of the program remembered, at least the client's id.
  ///   - seed: A random number, another one in each run of the program.
  ///   - now: The present.
  ///   - milliseconds: The present, in milliseconds since 1970.
  public init(
    _ configuration: SessionConfiguration, memory: SessionMemory, seed: UInt64, at now: ContinuousClock.Instant,
    milliseconds: Int64
  ) {
    self.configuration = configuration
    clientID = memory.clientID
    start = now
    self.milliseconds = milliseconds
    backoff = Backoff(configuration.backoff)
    generator = SplitMix64(seed: seed)
    run = String(generator.next(), radix: 36)
    rooms.remembered = memory.positions
  }

  /// The client's id and the last message that was seen of each room.
  public var memory: SessionMemory {
    SessionMemory(clientID: clientID, positions: rooms.positions)
  }

  /// The token that the last attempt or renewal used.
  public var presentToken: String? { token?.text }

  /// The open link, if there is one.
  public var link: LinkID? { open?.id }

  /// The losses in a row.
  public var failures: Int { backoff.failures }

  /// How much the session holds for the program, in things: requests, messages, subscriptions.
  public var load: (requests: Int, messages: Int, subscriptions: Int) {
    (requests.count, queue.count, rooms.subscriptionCount)
  }

  /// Sets the wall clock, from which messages get their timestamps.
  public mutating func setWallClock(milliseconds: Int64, at now: ContinuousClock.Instant) {
    self.milliseconds = milliseconds - (now - start).milliseconds
  }

  /// The present in milliseconds since 1970.
  func timestamp(at now: ContinuousClock.Instant) -> Int64 {
    milliseconds + (now - start).milliseconds
  }

  mutating func move(
    to phase: SessionPhase, _ reason: SessionChange.Reason, next: BackoffAttempt? = nil,
    at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard phase != self.phase else { return }
    assert(self.phase.successors.contains(phase), "\(self.phase) cannot become \(phase)")
    let change = SessionChange(from: self.phase, to: phase, reason: reason, time: now, next: next)
    self.phase = phase
    output.actions.append(.changed(change))
  }
}

extension Duration {
  var milliseconds: Int64 {
    components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
  }
}
