/// What a frame is (RFC 6455, section 5.2).
@frozen
public enum Opcode: UInt8, Sendable, Hashable, CaseIterable {
  /// A further fragment of the data message that has begun.
  case continuation = 0x0
  /// A text message or its first fragment.
  case text = 0x1
  /// A binary message or its first fragment.
  case binary = 0x2
  /// The beginning or the answer of the closing handshake.
  case close = 0x8
  /// A question whether the peer is there.
  case ping = 0x9
  /// The answer to a ping.
  case pong = 0xA

  /// Whether frames of this kind carry no data and may stand between the fragments of a message.
  @inlinable
  public var isControl: Bool { rawValue & 0x8 != 0 }
}
