/// What a peer did that makes its bytes not a sequence of frames.
@frozen
public enum FrameError: Error, Sendable, Hashable {
  /// A client sent a frame without a mask (RFC 6455, section 5.1).
  case unmaskedFrame
  /// A server sent a frame with a mask (RFC 6455, section 5.1).
  case maskedFrame
  /// Reserved bits are set that no extension gives a meaning to; bit 4 is RSV1, bit 2 RSV2, bit 1 RSV3.
  case reservedBits(UInt8)
  /// The opcode is one of those that are reserved.
  case reservedOpcode(UInt8)
  /// A control frame says that it is not final (RFC 6455, section 5.5).
  case fragmentedControlFrame(Opcode)
  /// A control frame announces more than 125 bytes: its length field says that a longer length follows.
  case controlFrameTooLong(Opcode, lengthField: UInt8)
  /// A length is not encoded in the fewest bytes (RFC 6455, section 5.2).
  case nonMinimalLength(UInt64, bytes: Int)
  /// A length of 64 bits has its top bit set (RFC 6455, section 5.2).
  case lengthOutOfRange(UInt64)
  /// A continuation came where no message had begun.
  case unexpectedContinuation
  /// A new message began before the fragmented one had ended.
  case unfinishedMessage(Opcode)
  /// A frame announces `length` bytes and the limit is `limit` bytes.
  case frameTooLarge(length: UInt64, limit: Int)
  /// A message announces `length` bytes, all fragments together, and the limit is `limit` bytes.
  case messageTooLarge(length: UInt64, limit: Int)
  /// A text message is not UTF-8.
  case invalidText
  /// The payload of a close frame has one byte, which is no code.
  case truncatedCloseCode
  /// A close frame carries a code that must not stand in one.
  case invalidCloseCode(CloseCode)
  /// The reason in a close frame is not UTF-8.
  case invalidCloseReason
}

extension FrameError {
  /// The close code that answers this error (RFC 6455, section 7.4.1).
  public var closeCode: CloseCode {
    switch self {
    case .frameTooLarge, .messageTooLarge: .messageTooBig
    case .invalidText, .invalidCloseReason: .invalidPayload
    default: .protocolError
    }
  }
}
