/// One attempt to connect, and the connection that came of it.
///
/// What is said about a link that is over is ignored, so a driver may be late.
public struct LinkID: RawRepresentable, Sendable, Hashable {
  /// The number of the attempt, from 1.
  public var rawValue: UInt64

  /// Makes an id from its number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// One request that waits for its answer.
public struct RequestID: RawRepresentable, Sendable, Hashable {
  /// The number of the request, from 1.
  public var rawValue: UInt64

  /// Makes an id from its number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// One message in the queue.
public struct MessageID: RawRepresentable, Sendable, Hashable {
  /// The number of the message, from 1.
  public var rawValue: UInt64

  /// Makes an id from its number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// One subscription of the application.
public struct SubscriptionID: RawRepresentable, Sendable, Hashable {
  /// The number of the subscription, from 1.
  public var rawValue: UInt64

  /// Makes an id from its number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}
