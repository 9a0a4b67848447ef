/// An attempt that a backoff allows.
public struct BackoffAttempt: Sendable, Hashable {
  /// The number of the attempt since the last stable connection, from 1; 0 where the server asked to come back.
  public var number: Int

  /// When the attempt may begin.
  public var start: ContinuousClock.Instant

  /// The time from the loss to ``start``.
  public var delay: Duration
}
