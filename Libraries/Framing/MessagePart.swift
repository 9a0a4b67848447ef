/// A piece of a message, as it arrived.
///
/// Parts do not correspond to fragments: a fragment that arrives in three pieces is given out as three parts, so that
/// nothing waits in a buffer. Put together from ``isFirst`` to ``isLast``, they are the message.
@frozen
public struct MessagePart: Sendable, Hashable {
  /// What the message carries.
  public var kind: MessageKind
  /// Where the piece, which may be empty, lies in the buffer.
  public var range: Range<Int>
  /// Whether the message begins with this part.
  public var isFirst: Bool
  /// Whether the message ends with this part.
  public var isLast: Bool
  /// Whether the message is compressed (RFC 7692): its parts are to be inflated, and its text to be validated after that.
  ///
  /// The text of a message that is not compressed has been validated up to the end of this part; only its last
  /// character may still be incomplete.
  public var isCompressed: Bool
  /// The bytes of this part's frame that have been announced and have not come yet: what is worth to be reserved.
  public var remainingInFrame: Int

  /// Creates a part.
  @inlinable
  public init(
    kind: MessageKind, range: Range<Int>, isFirst: Bool, isLast: Bool, isCompressed: Bool = false,
    remainingInFrame: Int = 0
  ) {
    self.kind = kind
    self.range = range
    self.isFirst = isFirst
    self.isLast = isLast
    self.isCompressed = isCompressed
    self.remainingInFrame = remainingInFrame
  }
}
