/// Decides when to connect again after a connection was lost, and when to give up.
///
/// A backoff reads no clock, waits for nothing and draws no random numbers of its own. Tell it what happened, and carry
/// out the ``Decision`` that comes back.
///
/// ```swift
/// var backoff = Backoff(.structured)
/// switch backoff.receiveFailure(at: now, using: &generator) {
/// case .retry(let attempt): sleep(until: attempt.start)
/// case .giveUp: showThatItIsOver()
/// }
/// ```
public struct Backoff: Sendable {
  /// What to do after a loss.
  public enum Decision: Sendable, Hashable {
    /// Connect at ``BackoffAttempt/start``, not before.
    case retry(BackoffAttempt)
    /// So many attempts have failed that the policy allows no more.
    case giveUp(attempts: Int)
  }

  /// The delays and limits; a change counts from the next decision on.
  public var policy: BackoffPolicy

  /// The losses in a row, 0 after a connection that was stable.
  public private(set) var failures = 0

  private var previous: Duration?
  private var opened: ContinuousClock.Instant?

  /// A backoff that has seen nothing.
  public init(_ policy: BackoffPolicy) {
    self.policy = policy
  }

  /// Records that a connection is open.
  public mutating func receiveOpen(at now: ContinuousClock.Instant) {
    opened = now
  }

  /// Records that an attempt failed or a connection was lost.
  ///
  /// - Parameters:
  ///   - error: What happened, for ``BackoffPolicy/Growth/custom(_:)``.
  ///   - retryAfter: The least wait that the server asked for, as in `Retry-After`. Chance adds up to one delay of the
  ///     policy, so that the clients which were told the same do not return at the same moment.
  ///   - now: The present.
  ///   - generator: Where chance comes from.
  /// - Returns: When to connect again, or that it is over.
  public mutating func receiveFailure(
    _ error: (any Error)? = nil, retryAfter: Duration? = nil, at now: ContinuousClock.Instant,
    using generator: inout some RandomNumberGenerator
  ) -> Decision {
    noteEnd(at: now)
    failures += 1
    if let limit = policy.maximumAttempts, failures > limit { return .giveUp(attempts: failures - 1) }
    let own = delay(after: error, using: &generator)
    let demanded = retryAfter.map { demand($0, spread: own, using: &generator) } ?? .zero
    return .retry(BackoffAttempt(number: failures, start: now + max(own, demanded), delay: max(own, demanded)))
  }

  /// Records that the server wants this client to leave and to come back, as with `reconnect_required`.
  ///
  /// It is no failure, and is not counted as one, unless the connection was too short to be stable.
  ///
  /// - Parameters:
  ///   - delay: The least wait.
  ///   - jitter: Up to how much more chance adds.
  ///   - now: The present.
  ///   - generator: Where chance comes from.
  /// - Returns: When to connect again, or that it is over.
  public mutating func receiveReconnectRequired(
    after delay: Duration, jitter: Duration = .zero, at now: ContinuousClock.Instant,
    using generator: inout some RandomNumberGenerator
  ) -> Decision {
    let wanted = demand(delay, spread: jitter, using: &generator)
    noteEnd(at: now)
    guard failures > 0 else {
      return .retry(BackoffAttempt(number: 0, start: now + wanted, delay: wanted))
    }
    return receiveFailure(at: now, using: &generator).delayed(by: wanted, from: now)
  }

  /// Begins anew, as after a user's wish to connect at once.
  public mutating func reset() {
    failures = 0
    previous = nil
    opened = nil
  }

  /// A connection that was stable wipes out what was before it.
  private mutating func noteEnd(at now: ContinuousClock.Instant) {
    guard let start = opened.take(), now - start >= policy.resetAfter else { return }
    reset()
  }

  private mutating func delay(
    after error: (any Error)?, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let base = policy.baseDelay(attempt: failures, after: error)
    let first = failures == 1 ? base : policy.baseDelay(attempt: 1, after: error)
    let drawn = policy.jitter.draw(base, first: first, previous: previous, cap: policy.cap, using: &generator)
    let delay = max(drawn, policy.minimum)
    previous = delay
    return delay
  }

  private func demand(
    _ delay: Duration, spread: Duration, using generator: inout some RandomNumberGenerator
  ) -> Duration {
    let least = min(max(delay, .zero), policy.longestDemand)
    return least + min(max(spread, .zero), policy.longestDemand) * Double.random(in: 0...1, using: &generator)
  }
}

extension Backoff.Decision {
  /// The decision with a delay of at least `least`.
  fileprivate func delayed(by least: Duration, from now: ContinuousClock.Instant) -> Self {
    guard case .retry(var attempt) = self else { return self }
    attempt.delay = max(attempt.delay, least)
    attempt.start = now + attempt.delay
    return .retry(attempt)
  }
}
