/// Judges how well a connection serves its user.
///
/// It reads no clock and measures nothing: tell it what happened and when, and ask it. ``poll(at:)`` says when a
/// connection becomes degraded or healthy again, ``report(at:)`` has all figures, what is wrong, and what to do.
///
/// ```swift
/// var health = Health(at: now)
/// health.receiveOpen(at: now)
/// health.receiveRoundTrip(.milliseconds(1500), at: now)
/// switch health.poll(at: now) {
/// case .degrade(let issues): show(issues)
/// case .recover: hideThem()
/// case .wait(let deadline): setTimer(deadline)
/// case .rest: break
/// }
/// ```
public struct Health: Sendable {
  /// What the caller must do now.
  public enum Action: Sendable, Hashable {
    /// The connection became degraded, for these reasons; call ``Health/poll(at:)`` again.
    case degrade([HealthIssue])
    /// The connection is healthy again.
    case recover
    /// Call ``Health/poll(at:)`` again at the deadline, or earlier when something happens.
    case wait(until: ContinuousClock.Instant)
    /// Call ``Health/poll(at:)`` again when something happened.
    case rest
  }

  /// How many outcomes the success rate is of, and how many lost connections are remembered.
  public static let capacity = 100

  /// The thresholds; a change counts at once.
  public var policy: HealthPolicy

  /// Whether the connection is degraded; it keeps what it was while the connection is down.
  public private(set) var isDegraded = false

  /// Whether simulated data take the connection's place, which says nothing about any connection.
  public var isSimulating = false

  /// When the present connection was opened; nil while there is none.
  public private(set) var openSince: ContinuousClock.Instant?

  var meter = LatencyMeter()
  var outcomes = Ring<(instant: ContinuousClock.Instant, succeeded: Bool)>(capacity: capacity)
  var losses = Ring<ContinuousClock.Instant>(capacity: capacity)
  private let start: ContinuousClock.Instant
  private var openBefore: Duration = .zero
  /// Since when a degraded connection has had a good score.
  private var goodSince: ContinuousClock.Instant?

  /// The health of a connection that is not open yet.
  public init(_ policy: HealthPolicy = HealthPolicy(), at start: ContinuousClock.Instant) {
    self.policy = policy
    self.start = start
  }

  /// Records that a connection is open; its round trips are measured anew.
  public mutating func receiveOpen(at now: ContinuousClock.Instant) {
    noteEnd(at: now)
    openSince = now
    goodSince = nil
    meter.reset()
  }

  /// Records that the connection was closed as somebody wished, which is no fault.
  public mutating func receiveClose(at now: ContinuousClock.Instant) {
    noteEnd(at: now)
  }

  /// Records that the connection was lost.
  public mutating func receiveLoss(at now: ContinuousClock.Instant) {
    guard openSince != nil else { return }
    noteEnd(at: now)
    losses.append(now)
  }

  /// Records the time from a ping or a request to its answer.
  public mutating func receiveRoundTrip(_ roundTrip: Duration) {
    meter.record(roundTrip)
  }

  /// Records whether something that was asked was answered: a request, a ping, a subscription.
  public mutating func receiveOutcome(succeeded: Bool, at now: ContinuousClock.Instant) {
    outcomes.append((now, succeeded))
  }

  /// How long the present connection has been open.
  public func uptime(at now: ContinuousClock.Instant) -> Duration {
    openSince.map { max(now - $0, .zero) } ?? .zero
  }

  /// The share of the time since the beginning in which a connection was open, from 0 to 1.
  public func availability(at now: ContinuousClock.Instant) -> Double {
    let all = now - start
    return all > .zero ? min((openBefore + uptime(at: now)) / all, 1) : 0
  }

  /// Says whether the connection became degraded or healthy, and when to ask again.
  ///
  /// A connection becomes degraded as soon as its score is below ``HealthPolicy/degradedBelow``, and healthy when it has
  /// been at ``HealthPolicy/healthyFrom`` or above for ``HealthPolicy/settling``.
  public mutating func poll(at now: ContinuousClock.Instant) -> Action {
    guard openSince != nil else { return .rest }
    let score = score(at: now)
    if !isDegraded { return score < policy.degradedBelow ? degrade(at: now) : .rest }
    guard score >= policy.healthyFrom else {
      goodSince = nil
      return .wait(until: now + policy.review)
    }
    return settle(at: now)
  }

  private mutating func degrade(at now: ContinuousClock.Instant) -> Action {
    isDegraded = true
    goodSince = nil
    return .degrade(issues(at: now))
  }

  private mutating func settle(at now: ContinuousClock.Instant) -> Action {
    let since = goodSince ?? now
    goodSince = since
    guard now >= since + policy.settling else { return .wait(until: min(since + policy.settling, now + policy.review)) }
    isDegraded = false
    return .recover
  }

  private mutating func noteEnd(at now: ContinuousClock.Instant) {
    openBefore += uptime(at: now)
    openSince = nil
  }
}
