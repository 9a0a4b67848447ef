public import TautJSON

/// How the publications of one subscription are delivered, beside the filter that chooses them.
///
/// They are applied in one order: ``deduplicate``, ``conflate``, ``throttle``, ``batch``. See ``DeliveryShaper``.
public struct DeliveryOptions: Sendable, Hashable {
  /// What makes two publications the same.
  public enum Deduplication: Sendable, Hashable {
    /// The publisher's id; a publication without one is always new.
    case publicationID
    /// The value at a path of the payload, as it is spelled; a payload without one is always new.
    case path(JSONPath)
  }

  /// Publications that leave together.
  public struct Batch: Sendable, Hashable {
    /// The most publications of one batch, at least 2.
    public var size: Int
    /// How long the first one waits for others.
    public var age: Duration

    /// Describes batches.
    public init(size: Int, age: Duration = .milliseconds(100)) {
      self.size = size
      self.age = age
    }
  }

  /// Which publications are not delivered again; `nil` delivers all.
  public var deduplicate: Deduplication?

  /// Of the publications that wait, only the latest for each value at this path is kept.
  public var conflate: JSONPath?

  /// The least time between two deliveries, or zero.
  public var throttle: Duration = .zero

  /// How many leave together; `nil` sends each alone.
  public var batch: Batch?

  /// Options that change nothing.
  public init() {}

  /// Whether each publication is delivered as it comes.
  ///
  /// Conflating alone has nothing to choose from, except when a reader is slow: that is its ``SlowReaderPolicy``.
  public var isPlain: Bool { deduplicate == nil && throttle == .zero && batch == nil }

  /// Checks the options against what one subscription may have.
  public func validate(_ limits: DeliveryLimits) throws(DeliveryOptionError) {
    guard throttle <= limits.throttle else { throw .throttleTooLong(throttle, limit: limits.throttle) }
    guard let batch else { return }
    guard batch.size <= limits.count else { throw .batchTooLarge(size: batch.size, limit: limits.count) }
    guard batch.age <= limits.batchAge else { throw .batchAgeTooLong(batch.age, limit: limits.batchAge) }
  }
}
