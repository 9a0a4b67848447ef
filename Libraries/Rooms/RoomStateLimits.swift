/// How much the state of a room may hold.
public struct RoomStateLimits: Sendable, Hashable {
  /// The most keys.
  ///
  /// Default: 1,000. Beyond it the key that was published longest ago is forgotten, and the state is not complete any more.
  public var keys = 1_000

  /// The most bytes of messages, so that a snapshot fits into one message.
  ///
  /// Default: 512 KiB, with the same policy.
  public var bytes = 512 << 10

  /// The longest key, as it is spelled.
  ///
  /// Default: 256 bytes. A publication with a longer one is not part of the state.
  public var keyLength = 256

  /// The default limits.
  public init() {}
}
