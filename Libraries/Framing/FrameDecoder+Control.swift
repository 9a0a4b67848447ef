internal import TautBytes

extension FrameDecoder {
  /// Takes a control frame (RFC 6455, section 5.5) when it is there as a whole.
  mutating func receiveControl(
    _ frame: ReceivedHeader, _ bytes: inout MutableRawSpan, _ position: inout Int, _ end: Int
  ) throws(FrameError) -> FrameEvent? {
    guard frame.length <= end - frame.payloadStart else { return nil }
    let range = frame.payloadStart..<frame.payloadStart + frame.length
    if let key = frame.key { Masking.apply(key: key, to: &bytes, in: range) }
    position = range.upperBound
    switch frame.opcode {
    case .ping: return .ping(range)
    case .pong: return .pong(range)
    default: return try receiveClose(bytes, range)
    }
  }

  /// Takes the payload of a close frame (RFC 6455, section 5.5.1).
  private mutating func receiveClose(
    _ bytes: borrowing MutableRawSpan, _ range: Range<Int>
  ) throws(FrameError) -> FrameEvent {
    guard !range.isEmpty else {
      state = .closed
      return .close(nil, reason: range)
    }
    guard range.count > 1 else { throw .truncatedCloseCode }
    let code = CloseCode(bytes.bigEndian(at: range.lowerBound, as: UInt16.self))
    guard code.isAllowedOnWire else { throw .invalidCloseCode(code) }
    let reason = range.lowerBound + 2..<range.upperBound
    guard UTF8Validator.isValid(bytes, in: reason) else { throw .invalidCloseReason }
    state = .closed
    return .close(code, reason: reason)
  }
}
