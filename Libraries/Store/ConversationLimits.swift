/// How many conversations a store keeps, and for how long.
///
/// Beyond a bound the conversation is forgotten in which nothing was said for the longest time: of the same user where the
/// user has too many, of anybody where there are too many in all. The last one that was kept always stays.
public struct ConversationLimits: Sendable, Hashable {
  /// The most conversations of one user.
  ///
  /// Default: 100.
  public var perUser = 100

  /// The most conversations of all users together.
  ///
  /// Default: 100,000.
  public var count = 100_000

  /// The most bytes of all conversations together, contents and names.
  ///
  /// Default: 256 MiB.
  public var bytes = 256 << 20

  /// How long a conversation is kept in which nothing is said.
  ///
  /// Default: 30 days.
  public var age: Duration = .seconds(30 * 86_400)

  /// The default limits.
  public init() {}
}

extension ConversationLimits {
  /// What all conversations come to.
  struct Load {
    var count = 0
    var bytes = 0

    mutating func add(_ size: Int) {
      count += 1
      bytes += size
    }

    mutating func remove(_ size: Int) {
      count -= 1
      bytes -= size
    }
  }

  /// Whether more is kept than may be, though more than one conversation is there.
  func areExceeded(by load: Load) -> Bool { load.count > 1 && (load.count > count || load.bytes > bytes) }
}
