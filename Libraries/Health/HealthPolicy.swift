/// What a healthy connection is: the numbers of the ``Health/score(at:)`` and its thresholds.
public struct HealthPolicy: Sendable, Hashable {
  /// The latency up to which a connection loses nothing of its score.
  ///
  /// Default: 200 milliseconds. It is compared with the smoothed round trip plus the jitter.
  public var goodLatency: Duration = .milliseconds(200)

  /// The latency beyond ``goodLatency`` that halves the score.
  ///
  /// Default: 800 milliseconds, so that a round trip of a second counts half.
  public var halvingLatency: Duration = .milliseconds(800)

  /// The jitter from which on it is named as an issue.
  ///
  /// Default: 100 milliseconds.
  public var goodJitter: Duration = .milliseconds(100)

  /// The success rate below which it is named as an issue.
  ///
  /// Default: 0.95.
  public var goodSuccessRate = 0.95

  /// How long a failure and a lost connection count.
  ///
  /// Default: 5 minutes (S0's time until a connection is called stable).
  public var memory: Duration = .seconds(300)

  /// The score below which a healthy connection becomes degraded.
  ///
  /// Default: 0.5.
  public var degradedBelow = 0.5

  /// The score from which on a degraded connection may become healthy.
  ///
  /// Default: 0.7. The distance to ``degradedBelow`` keeps a score between the two from changing anything.
  public var healthyFrom = 0.7

  /// How long the score of a degraded connection has to stay at ``healthyFrom`` or above.
  ///
  /// Default: 10 seconds.
  public var settling: Duration = .seconds(10)

  /// How often a degraded connection is looked at again.
  ///
  /// Default: 5 seconds.
  public var review: Duration = .seconds(5)

  /// A policy with the defaults.
  public init() {}
}
