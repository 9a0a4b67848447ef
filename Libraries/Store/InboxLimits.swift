/// How much a store keeps for one user.
///
/// A post that would exceed a bound first pushes out what some device has acknowledged already, oldest first. What no
/// device has seen is never pushed out: the post is refused with ``StoreOutcome/inboxFull(limit:)``.
public struct InboxLimits: Sendable, Hashable {
  /// The most messages that wait for one user.
  ///
  /// Default: 1,000.
  public var messages = 1_000

  /// The most bytes of payload that wait for one user.
  ///
  /// Default: 4 MiB, of which one message may be all.
  public var bytes = 4 << 20

  /// The most devices of one user.
  ///
  /// Default: 16; one more has the one forgotten that was not seen for the longest time.
  public var devices = 16

  /// How long a device may stay away before messages no longer wait for it.
  ///
  /// Default: 90 days.
  public var deviceAge: Duration = .seconds(90 * 86_400)

  /// How long the id of a message is remembered that all devices have acknowledged, so that a repeated post is
  /// recognised.
  ///
  /// Default: one day, and for at most ``messages`` of one user.
  public var settledAge: Duration = .seconds(86_400)

  /// The default limits.
  public init() {}
}

extension InboxLimits {
  /// What waits for a user.
  struct Load {
    var messages: Int
    var bytes: Int
  }

  /// The bound that a message of `size` bytes would exceed, in words, or `nil`.
  func exceeded(by load: Load, adding size: Int) -> String? {
    if load.messages + 1 > messages { return "\(messages) messages" }
    if load.bytes + size > bytes { return "\(bytes) bytes" }
    return nil
  }
}
