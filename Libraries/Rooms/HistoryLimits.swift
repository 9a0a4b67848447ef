/// How much a room remembers: whatever bound is reached first counts.
public struct HistoryLimits: Sendable, Hashable {
  /// The most publications.
  ///
  /// Default: 1,000; 0 remembers nothing, so that every recovery tells a gap.
  public var count = 1_000

  /// The most bytes of encoded messages.
  ///
  /// Default: 1 MiB, which is also what one slow reader may have waiting.
  public var bytes = 1 << 20

  /// The age after which a publication is forgotten.
  ///
  /// Default: 5 minutes, longer than a client with our backoff needs to come back from a broken link.
  public var age: Duration = .seconds(300)

  /// The default limits.
  public init() {}
}
