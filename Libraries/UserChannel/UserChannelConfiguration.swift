/// What a user channel allows and remembers.
///
/// How much waits in an inbox, and which conversations are kept, is bounded where they are stored; everything here is in
/// memory.
public struct UserChannelConfiguration: Sendable, Hashable {
  /// How many connections a user has at one time.
  public enum Devices: Sendable, Hashable {
    /// Several; one more than `limit` is closed with 4430.
    case several(limit: Int)
    /// One: whoever connects later replaces the earlier one, which is closed with 4409.
    case single
  }

  /// How many connections a user has at one time.
  ///
  /// Default: 16. A device that names itself has one connection in either case: its later one replaces the earlier.
  public var devices = Devices.several(limit: 16)

  /// How long a message waits that says nothing about it, or `nil` for ever.
  ///
  /// Default: 7 days.
  public var timeToLive: Duration? = .seconds(7 * 86_400)

  /// The longest message to the generator, in bytes.
  ///
  /// Default: 16 KiB.
  public var longestQuestion = 16 << 10

  /// The longest answer of the generator, in bytes; what is longer ends there, and says so.
  ///
  /// Default: 256 KiB.
  public var longestAnswer = 256 << 10

  /// The answers that are generated for one user at the same time.
  ///
  /// Default: 4; one more is refused.
  public var generations = 4

  /// How long one answer may take.
  ///
  /// Default: 5 minutes; it is cancelled then.
  public var generationTime: Duration = .seconds(300)

  /// The conversations that are held in memory, all users together, so that the generator knows what was said.
  ///
  /// Default: 1,000; the one that was not used for the longest time is left to the storage, which is asked when it is
  /// used again.
  public var conversations = 1_000

  /// The bytes that are remembered of one conversation.
  ///
  /// Default: 32 KiB; the oldest turns are forgotten.
  public var conversationBytes = 32 << 10

  /// The messages whose senders wait for receipts.
  ///
  /// Default: 10,000; the oldest is forgotten, and its sender asks the store.
  public var receipts = 10_000

  /// The steps of the storage that may be awaited at the same time.
  ///
  /// Default: 65,536; what would need one more is refused.
  public var waiting = 65_536

  /// The default configuration.
  public init() {}
}
