public import TautJSON

/// Where the parts of a message stand in the bytes that came.
///
/// The canonical envelope, without a copy: each part is a slice of the bytes that were decoded, valid as long as they
/// are. ``Envelope`` is the copy that outlives them.
public struct EnvelopeView: Sendable, Hashable {
  /// How the message is spelled.
  public var dialect: Dialect

  /// The whole message, an object.
  public var message: JSONSlice

  /// The type, a string that is not empty.
  public var type: JSONSlice

  /// When the message was made, in milliseconds since 1970; `nil` where a dialect does without.
  public var timestamp: Int64?

  /// What connects an answer with its request: a string, a number or `null`, to be repeated as it is spelled.
  ///
  /// `v2` messages always have one.
  public var correlationId: JSONSlice?

  /// The version of the protocol, a string or a number, which only `v2` messages have.
  public var version: JSONSlice?

  /// The content, any value; where ``isFlat`` is set, the whole message.
  public var payload: JSONSlice

  /// What is said about the message, an object.
  public var meta: JSONSlice?

  /// Whether the message has keys that the dialect does not know; they are still in ``message``.
  public var hasUnknownKeys: Bool

  /// Whether the content stands among the other keys, so that ``payload`` is the whole message.
  public var isFlat: Bool

  /// The type as a value of its own.
  public func messageType(in bytes: RawSpan) -> MessageType {
    MessageType(type.string(in: bytes) ?? "")
  }

  /// Whether the message has this type; allocates nothing.
  public func isType(_ type: MessageType, in bytes: RawSpan) -> Bool {
    self.type.equals(type.rawValue, in: bytes)
  }
}
