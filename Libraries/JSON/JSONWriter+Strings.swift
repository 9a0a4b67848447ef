internal import TautBytes

extension JSONWriter {
  /// Appends a string in quotes.
  ///
  /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, everything else stands as it is.
  @inline(__always)
  mutating func appendQuoted(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    value.withBytes { utf8 in appendEscaped(utf8) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ utf8: RawSpan) {
    var start = 0
    while true {
      let end = utf8.firstEscape(from: start)
      if end > start { bytes.append(utf8.extracting(start..<end)) }
      guard end < utf8.byteCount else { return }
      appendEscape(of: utf8[end])
      start = end + 1
    }
  }

  private mutating func appendEscape(of byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): bytes.append(#"\""#)
    case UInt8(ascii: "\\"): bytes.append(#"\\"#)
    case 0x08: bytes.append(#"\b"#)
    case 0x0C: bytes.append(#"\f"#)
    case 0x0A: bytes.append(#"\n"#)
    case 0x0D: bytes.append(#"\r"#)
    case 0x09: bytes.append(#"\t"#)
    default:
      bytes.append(byte < 0x10 ? #"\u000"# : #"\u001"#)
      bytes.append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
    }
  }
}

extension RawSpan {
  /// The offset of the first byte at or after `start` that a string cannot hold as it is.
  fileprivate func firstEscape(from start: Int) -> Int {
    var offset = start
    while offset + 8 <= byteCount {
      let escapes = EightBytes.escapes(word(at: offset))
      guard escapes == 0 else { return offset + escapes.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < byteCount, !needsEscape(self[offset]) { offset += 1 }
    return offset
  }

  private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}
