/// How much a peer may send at once.
///
/// A length that breaks a limit is refused as soon as it is announced, before any of the payload is taken.
@frozen
public struct FrameLimits: Sendable, Hashable {
  /// The bytes that one message may have, over all of its fragments.
  ///
  /// Default: 1 MiB. For a compressed message this limits the bytes on the wire; who inflates limits the result.
  public var maxMessage = 1 << 20

  /// The bytes that one data frame may have.
  ///
  /// Default: no limit of its own, since a frame is never larger than its message may be.
  public var maxFrame = Int.max

  /// Creates the default limits.
  @inlinable
  public init() {}

  /// Creates limits.
  @inlinable
  public init(maxMessage: Int, maxFrame: Int = .max) {
    self.maxMessage = maxMessage
    self.maxFrame = maxFrame
  }
}
