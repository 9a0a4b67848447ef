internal import TautBytes

extension FrameDecoder {
  /// A header that has been received as a whole and breaks no rule.
  struct ReceivedHeader {
    var opcode: Opcode
    var isFinal: Bool
    var isCompressed: Bool
    var length: Int
    var key: UInt32?
    var payloadStart: Int

    var opened: OpenFrame { OpenFrame(remaining: length, isFinal: isFinal, key: key) }
  }

  /// Reads a header, byte by byte as it arrives, so that a bad one is refused before it is complete.
  func readHeader(
    _ bytes: borrowing MutableRawSpan, at position: Int, _ end: Int
  ) throws(FrameError) -> ReceivedHeader? {
    guard position < end else { return nil }
    let first = bytes[position]
    let opcode = try readOpcode(first)
    guard position + 1 < end else { return nil }
    let field = try readLengthField(bytes[position + 1], of: opcode)
    guard let length = try readLength(field, bytes, at: position + 2, end) else { return nil }
    try checkLimits(length, of: opcode, isCompressed: first & 0x40 != 0)
    var start = position + 2 + Self.extendedLengthBytes(field)
    var key: UInt32?
    if role == .server {
      guard end - start >= 4 else { return nil }
      key = bytes.bigEndian(at: start, as: UInt32.self)
      start += 4
    }
    return ReceivedHeader(
      opcode: opcode, isFinal: first & 0x80 != 0, isCompressed: first & 0x40 != 0, length: Int(length), key: key,
      payloadStart: start)
  }

  /// Reads the flags and the opcode (RFC 6455, sections 5.2, 5.4 and 5.5; RFC 7692, section 6).
  private func readOpcode(_ byte: UInt8) throws(FrameError) -> Opcode {
    let reserved = byte >> 4 & 7
    guard let opcode = Opcode(rawValue: byte & 0xF) else { throw .reservedOpcode(byte & 0xF) }
    // RFC 7692, section 6.1: RSV1 marks the first frame of a compressed message and no other frame.
    let allowed: UInt8 = allowsCompression && (opcode == .text || opcode == .binary) ? 4 : 0
    guard reserved & ~allowed == 0 else { throw .reservedBits(reserved & ~allowed) }
    if opcode.isControl {
      guard byte & 0x80 != 0 else { throw .fragmentedControlFrame(opcode) }
    } else if case .betweenFragments = state {
      guard opcode == .continuation else { throw .unfinishedMessage(opcode) }
    } else {
      guard opcode != .continuation else { throw .unexpectedContinuation }
    }
    return opcode
  }

  /// Reads the mask bit and the short length.
  private func readLengthField(_ byte: UInt8, of opcode: Opcode) throws(FrameError) -> UInt8 {
    // RFC 6455, section 5.1: a client masks all frames, a server none.
    let isMasked = byte & 0x80 != 0
    guard isMasked == (role == .server) else { throw role == .server ? .unmaskedFrame : .maskedFrame }
    let field = byte & 0x7F
    guard !opcode.isControl || field <= 125 else { throw .controlFrameTooLong(opcode, lengthField: field) }
    return field
  }

  /// Reads the whole length, or returns `nil` when it is not there yet.
  private func readLength(
    _ field: UInt8, _ bytes: borrowing MutableRawSpan, at offset: Int, _ end: Int
  ) throws(FrameError) -> UInt64? {
    guard field > 125 else { return UInt64(field) }
    guard end - offset >= Self.extendedLengthBytes(field) else { return nil }
    if field == 126 {
      let length = UInt64(bytes.bigEndian(at: offset, as: UInt16.self))
      guard length > 125 else { throw .nonMinimalLength(length, bytes: 2) }
      return length
    }
    let length = bytes.bigEndian(at: offset, as: UInt64.self)
    guard length >> 63 == 0 else { throw .lengthOutOfRange(length) }
    guard length > 65_535 else { throw .nonMinimalLength(length, bytes: 8) }
    return length
  }

  private static func extendedLengthBytes(_ field: UInt8) -> Int {
    field < 126 ? 0 : field == 126 ? 2 : 8
  }

  /// Refuses a length that, with the fragments before it, is more than we take.
  ///
  /// A compressed message may be a little longer than its content where that does not compress; whoever inflates it
  /// applies the limit to what comes out.
  private func checkLimits(_ length: UInt64, of opcode: Opcode, isCompressed: Bool) throws(FrameError) {
    guard !opcode.isControl else { return }
    guard length <= UInt64(limits.maxFrame) else { throw .frameTooLarge(length: length, limit: limits.maxFrame) }
    var received = 0
    var isCompressed = isCompressed
    if case .betweenFragments(let message) = state {
      received = message.length
      isCompressed = message.isCompressed
    }
    // The worst that zlib makes of 16 bytes, with the smallest memory level, is 17 and a constant.
    let slack = isCompressed ? UInt64(limits.maxMessage / 16 + 64) : 0
    // No overflow: both are below 2^63.
    let total = UInt64(received) + length
    guard total <= UInt64(limits.maxMessage) + slack else {
      throw .messageTooLarge(length: total, limit: limits.maxMessage)
    }
  }
}
