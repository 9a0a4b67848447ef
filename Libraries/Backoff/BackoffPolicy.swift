/// How long to wait before each attempt to connect again, and when to give up.
///
/// A policy is a value without state; ``Backoff`` walks along it. Begin with a preset and change what you need:
///
/// ```swift
/// var policy = BackoffPolicy.structured
/// policy.maximumAttempts = nil  // never give up
/// ```
public struct BackoffPolicy: Sendable {
  /// The delays before jitter.
  public var growth: Growth

  /// What chance does to a delay.
  ///
  /// Default: none.
  public var jitter: BackoffJitter = .none

  /// The longest delay before jitter.
  ///
  /// Default: 30 seconds. ``Growth/custom(_:)`` is bounded by it as well.
  public var cap: Duration = .seconds(30)

  /// The shortest delay, jitter included.
  ///
  /// Default: zero.
  public var minimum: Duration = .zero

  /// The attempts after a loss before it is given up, or nil for no end.
  ///
  /// Default: 10. The attempt that failed or the connection that was lost first does not count: ten delays are waited.
  public var maximumAttempts: Int? = 10

  /// How long a connection must have lasted, so that the next loss counts as the first one.
  ///
  /// Default: 10 seconds. With zero a server that accepts and drops at once is never given up.
  public var resetAfter: Duration = .seconds(10)

  /// The longest wait that a server can ask for.
  ///
  /// Default: 10 minutes. What a `Retry-After` or a `reconnect_required` wants beyond it is cut off.
  public var longestDemand: Duration = .seconds(600)

  /// Makes a policy that grows in a way and has the defaults otherwise.
  public init(_ growth: Growth) {
    self.growth = growth
  }

  /// The delay before jitter.
  ///
  /// - Parameters:
  ///   - attempt: The number of the attempt that is waited for, from 1.
  ///   - error: What ended the connection or the attempt before; only ``Growth/custom(_:)`` looks at it.
  /// - Returns: A delay of at most ``cap``.
  public func baseDelay(attempt: Int, after error: (any Error)? = nil) -> Duration {
    precondition(attempt >= 1, "attempts are counted from 1, not from \(attempt)")
    return min(max(growth.delay(attempt, error, cap: cap), .zero), cap)
  }
}
