/// How the messages of a subscription are delivered, beside the filter that chooses them.
///
/// ```swift
/// var delivery = Delivery()
/// delivery.conflate = "player.id"
/// delivery.throttle = .seconds(1)
/// ```
///
/// The server applies the options in one order: ``deduplicate``, ``conflate``, ``throttle``, ``batch``. What they leave out
/// is no gap. A server that does not allow a value refuses the subscription with `INVALID_OPTIONS`.
public struct Delivery: Sendable, Hashable {
  /// What makes two messages the same.
  public enum Deduplication: Sendable, Hashable {
    /// The publisher's id; a message without one is always new.
    case publicationID
    /// The value at a path of the payload, such as `game.id`; a payload without one is always new.
    case path(String)
  }

  /// Messages that leave together.
  public struct Batch: Sendable, Hashable {
    /// The most messages of a batch; with less than two there are no batches.
    public var size: Int
    /// How long the first one waits for others.
    public var age: Duration

    /// Describes batches; 100 milliseconds is the server's own age.
    public init(size: Int, age: Duration = .milliseconds(100)) {
      self.size = size
      self.age = age
    }
  }

  /// What the server does when this client reads so slowly that too much waits for it.
  public enum SlowReaderPolicy: String, Sendable, Hashable, CaseIterable {
    /// It closes the connection; the next one recovers what was missed.
    case disconnect
    /// It drops the oldest messages that wait, and tells which: a gap with the reason `dropped`.
    case dropOldest = "drop_oldest"
    /// It keeps the latest message, of each value at the path of ``Delivery/conflate``, and tells what it dropped.
    case latest
  }

  /// Which messages do not come again.
  ///
  /// Default: nil, all come.
  public var deduplicate: Deduplication?

  /// The path in the payload of which only the latest message per value is kept, of those that wait.
  ///
  /// Default: nil. It has something to choose from where messages wait: with a throttle, batches, or a slow reader.
  public var conflate: String?

  /// The least time between two deliveries, in whole milliseconds; of those that wait meanwhile the latest comes.
  ///
  /// Default: zero. With ``conflate`` the latest of each value comes, and with ``batch`` all of them do.
  public var throttle: Duration = .zero

  /// How many messages leave together; each is delivered by itself here.
  ///
  /// Default: nil, each leaves alone.
  public var batch: Batch?

  /// What happens when this client reads too slowly.
  ///
  /// Default: nil, the server's: `latest` with ``conflate``, otherwise `disconnect`.
  public var slowReaderPolicy: SlowReaderPolicy?

  /// Each message is delivered as it comes.
  public init() {}
}
