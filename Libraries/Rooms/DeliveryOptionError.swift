/// What makes the `options` of a subscription unusable.
public enum DeliveryOptionError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The throttle is longer than `limit`.
  case throttleTooLong(Duration, limit: Duration)
  /// A batch of `size` is larger than `limit`.
  case batchTooLarge(size: Int, limit: Int)
  /// The age of a batch is longer than `limit`.
  case batchAgeTooLong(Duration, limit: Duration)

  /// One line that says what is wrong and what is allowed.
  public var description: String {
    switch self {
    case .throttleTooLong(let value, let limit):
      "options.throttleMs is \(value.milliseconds) and the limit is \(limit.milliseconds)"
    case .batchTooLarge(let size, let limit): "options.batchSize is \(size) and the limit is \(limit)"
    case .batchAgeTooLong(let value, let limit):
      "options.batchMs is \(value.milliseconds) and the limit is \(limit.milliseconds)"
    }
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
