/// Who is subscribed: the connection and which of its subscriptions, as the caller numbers them.
@frozen
public struct Subscriber: Sendable, Hashable {
  /// The caller's number of the connection.
  public var connection: UInt32
  /// The caller's number of the subscription.
  public var subscription: UInt32

  /// Makes a subscriber.
  @inlinable
  public init(connection: UInt32, subscription: UInt32) {
    self.connection = connection
    self.subscription = subscription
  }
}
