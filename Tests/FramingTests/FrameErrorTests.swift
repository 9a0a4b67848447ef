import TautFraming
import Testing

@Suite struct FrameErrorTests {
  static let table: [(FrameError, CloseCode, String)] = [
    (.unmaskedFrame, .protocolError, "frame from a client is not masked"),
    (.maskedFrame, .protocolError, "frame from a server is masked"),
    (.reservedBits(4), .protocolError, "RSV1 is set without an extension that defines it"),
    (.reservedBits(3), .protocolError, "RSV2 and RSV3 are set without an extension that defines it"),
    (.reservedBits(7), .protocolError, "RSV1 and RSV2 and RSV3 are set without an extension that defines it"),
    (.reservedOpcode(11), .protocolError, "reserved opcode 0xb"),
    (.fragmentedControlFrame(.ping), .protocolError, "ping frame is fragmented"),
    (
      .controlFrameTooLong(.pong, lengthField: 126), .protocolError,
      "pong frame with length field 126 exceeds the limit of 125 bytes for control frames"
    ),
    (.nonMinimalLength(5, bytes: 2), .protocolError, "length 5 is encoded in 2 bytes, which is not minimal"),
    (.lengthOutOfRange(1 << 63), .protocolError, "length 9223372036854775808 exceeds the limit of 63 bits"),
    (.unexpectedContinuation, .protocolError, "continuation frame without a message to continue"),
    (.unfinishedMessage(.text), .protocolError, "text frame before the fragmented message has ended"),
    (
      .frameTooLarge(length: 70_000, limit: 65_536), .messageTooBig,
      "frame of 70000 bytes exceeds the limit of 65536 bytes"
    ),
    (
      .messageTooLarge(length: 2_097_152, limit: 1_048_576), .messageTooBig,
      "message of 2097152 bytes exceeds the limit of 1048576 bytes"
    ),
    (.invalidText, .invalidPayload, "text message is not valid UTF-8"),
    (.truncatedCloseCode, .protocolError, "close frame with a payload of 1 byte"),
    (.invalidCloseCode(CloseCode(1005)), .protocolError, "close code 1005 must not stand in a close frame"),
    (.invalidCloseReason, .invalidPayload, "close reason is not valid UTF-8"),
  ]

  @Test(arguments: table)
  func `each error has its close code and its sentence`(error: FrameError, code: CloseCode, text: String) {
    #expect(error.closeCode == code)
    #expect(error.description == text)
  }

  @Test(arguments: table.map(\.0))
  func `each error can be the payload of a close frame`(error: FrameError) {
    let payload = ClosePayload(error)
    #expect(payload.code == error.closeCode)
    #expect(payload.reason == error.description)
  }
}
