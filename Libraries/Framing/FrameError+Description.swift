extension FrameError: CustomStringConvertible {
  /// One line for the reason of a close frame and for a log.
  public var description: String {
    switch self {
    case .unmaskedFrame: "frame from a client is not masked"
    case .maskedFrame: "frame from a server is masked"
    case .reservedBits(let bits): "\(Self.names(ofBits: bits)) set without an extension that defines it"
    case .reservedOpcode(let opcode): "reserved opcode 0x\(String(opcode, radix: 16))"
    case .fragmentedControlFrame(let opcode): "\(opcode) frame is fragmented"
    case .controlFrameTooLong(let opcode, let field):
      "\(opcode) frame with length field \(field) exceeds the limit of 125 bytes for control frames"
    case .nonMinimalLength(let length, let bytes): "length \(length) is encoded in \(bytes) bytes, which is not minimal"
    case .lengthOutOfRange(let length): "length \(length) exceeds the limit of 63 bits"
    default: messageDescription
    }
  }

  /// The errors that concern a whole message or a close frame.
  private var messageDescription: String {
    switch self {
    case .unexpectedContinuation: "continuation frame without a message to continue"
    case .unfinishedMessage(let opcode): "\(opcode) frame before the fragmented message has ended"
    case .frameTooLarge(let length, let limit): "frame of \(length) bytes exceeds the limit of \(limit) bytes"
    case .messageTooLarge(let length, let limit): "message of \(length) bytes exceeds the limit of \(limit) bytes"
    case .invalidText: "text message is not valid UTF-8"
    case .truncatedCloseCode: "close frame with a payload of 1 byte"
    case .invalidCloseCode(let code): "close code \(code) must not stand in a close frame"
    default: "close reason is not valid UTF-8"
    }
  }

  private static func names(ofBits bits: UInt8) -> String {
    let names = [(UInt8(4), "RSV1"), (2, "RSV2"), (1, "RSV3")].filter { bits & $0.0 != 0 }.map(\.1)
    return names.joined(separator: " and ") + (names.count == 1 ? " is" : " are")
  }
}
