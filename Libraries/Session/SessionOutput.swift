/// What one or more calls of a session produced.
///
/// The caller owns it, carries the actions out, and empties it. `removeAll` keeps the memory, so that a busy driver
/// allocates nothing here.
public struct SessionOutput: Sendable {
  /// The arena of encoded messages that the actions name by range.
  public internal(set) var bytes: [UInt8] = []
  /// The arena of subscriptions that the messages name by range.
  public internal(set) var subscriptions: [SubscriptionID] = []
  /// What to do, in order.
  public internal(set) var actions: [SessionAction] = []

  /// An output with nothing in it.
  public init() {}

  /// Whether there is nothing to do.
  @inlinable
  public var isEmpty: Bool { actions.isEmpty }

  /// Forgets everything and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    subscriptions.removeAll(keepingCapacity: true)
    actions.removeAll(keepingCapacity: true)
  }
}
