/// How much one subscription with ``DeliveryOptions`` may hold back and remember.
public struct DeliveryLimits: Sendable, Hashable {
  /// The most publications that may wait, which is also the largest batch.
  ///
  /// Default: 1,000. Beyond it the oldest is dropped, and told.
  public var count = 1_000

  /// The most bytes of messages that may wait.
  ///
  /// Default: 256 KiB, as references to what the room's history holds. Beyond it the oldest is dropped, and told.
  public var bytes = 256 << 10

  /// The longest throttle.
  ///
  /// Default: 60 seconds.
  public var throttle: Duration = .seconds(60)

  /// The longest age of a batch.
  ///
  /// Default: 60 seconds.
  public var batchAge: Duration = .seconds(60)

  /// How many publications are remembered for deduplication; then the oldest are forgotten.
  ///
  /// Default: 1,000.
  public var rememberedKeys = 1_000

  /// The bytes of the ids or values that are remembered for deduplication.
  ///
  /// Default: 64 KiB. One that is longer than this is always new.
  public var rememberedBytes = 64 << 10

  /// The default limits.
  public init() {}
}
