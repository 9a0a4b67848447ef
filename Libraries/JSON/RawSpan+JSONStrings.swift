/// RFC 8259, section 7: strings, and RFC 3629: UTF-8.
extension RawSpan {
  /// Reads the string whose opening quote stands at `start`, and tells whether it has an escape.
  @inline(__always)
  func endOfString(at start: Int) throws(JSONError) -> (end: Int, isEscaped: Bool) {
    let position = endOfPlain(at: start &+ 1)
    if position < byteCount, byte(at: position) == UInt8(ascii: "\"") { return (position &+ 1, false) }
    return try endOfRichString(at: position)
  }

  /// Reads the rest of a string that is not plain ASCII.
  @inline(never)
  private func endOfRichString(at start: Int) throws(JSONError) -> (end: Int, isEscaped: Bool) {
    var position = start
    var isEscaped = false
    while position < byteCount {
      switch byte(at: position) {
      case UInt8(ascii: "\""): return (position &+ 1, isEscaped)
      case UInt8(ascii: "\\"):
        position = try escape(at: position).end
        isEscaped = true
      case 0..<0x20: throw JSONError(.controlCharacter, at: position)
      case 0x80...: position = try endOfSequence(at: position)
      default: position = endOfPlain(at: position)
      }
    }
    throw JSONError(.unexpectedEnd, at: byteCount)
  }

  /// The offset of the first byte at or after `offset` that is a quote, a backslash, a control character or not ASCII.
  @inline(__always)
  private func endOfPlain(at offset: Int) -> Int {
    var offset = offset
    while hasWord(at: offset) {
      let word = word(at: offset)
      let special = EightBytes.escapes(word) | (word & EightBytes.repeating(0x80))
      guard special == 0 else { return offset &+ special.trailingZeroBitCount &>> 3 }
      offset &+= 8
    }
    while offset < byteCount, isPlain(byte(at: offset)) { offset &+= 1 }
    return offset
  }

  @inline(__always)
  private func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  /// Reads one UTF-8 sequence of two to four bytes.
  ///
  /// RFC 3629, section 4: no overlong forms, no surrogates, nothing above U+10FFFF.
  private func endOfSequence(at start: Int) throws(JSONError) -> Int {
    let (count, second): (Int, ClosedRange<UInt8>) =
      switch byte(at: start) {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: throw JSONError(.invalidUTF8, at: start)
      }
    guard start &+ count <= byteCount else { throw JSONError(.invalidUTF8, at: start) }
    guard second.contains(byte(at: start &+ 1)) else { throw JSONError(.invalidUTF8, at: start) }
    for offset in (start &+ 2)..<Swift.max(start &+ 2, start &+ count) where byte(at: offset) & 0xC0 != 0x80 {
      throw JSONError(.invalidUTF8, at: start)
    }
    return start &+ count
  }

  /// Reads the escape whose backslash stands at `start`: its scalar, and where it ends.
  func escape(at start: Int) throws(JSONError) -> (scalar: Unicode.Scalar, end: Int) {
    guard start &+ 1 < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
    let scalar: Unicode.Scalar
    switch byte(at: start &+ 1) {
    case UInt8(ascii: "\""): scalar = "\""
    case UInt8(ascii: "\\"): scalar = "\\"
    case UInt8(ascii: "/"): scalar = "/"
    case UInt8(ascii: "b"): scalar = "\u{8}"
    case UInt8(ascii: "f"): scalar = "\u{C}"
    case UInt8(ascii: "n"): scalar = "\n"
    case UInt8(ascii: "r"): scalar = "\r"
    case UInt8(ascii: "t"): scalar = "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(at: start)
    default: throw JSONError(.invalidEscape, at: start)
    }
    return (scalar, start &+ 2)
  }

  /// Reads `\uXXXX`, or the two of a surrogate pair.
  ///
  /// RFC 8259, section 8.2 leaves half a pair to the receiver: it names no character, so it is refused.
  private func unicodeEscape(at start: Int) throws(JSONError) -> (scalar: Unicode.Scalar, end: Int) {
    let first = try codeUnit(at: start)
    if let scalar = Unicode.Scalar(first) { return (scalar, start &+ 6) }
    let low = start &+ 6
    guard UTF16.isLeadSurrogate(first), low + 1 < byteCount, word(at: low, count: 2) == 0x755C else {  // "\u"
      throw JSONError(.loneSurrogate, at: start)
    }
    let second = try codeUnit(at: low)
    guard UTF16.isTrailSurrogate(second) else { throw JSONError(.loneSurrogate, at: start) }
    return (UTF16.decode(UTF16.EncodedScalar([first, second])), start &+ 12)
  }

  /// Reads the four hexadecimal digits of the `\u` at `start`.
  private func codeUnit(at start: Int) throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for offset in (start &+ 2)..<(start &+ 6) {
      guard offset < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
      guard let digit = hexadecimalDigit(byte(at: offset)) else { throw JSONError(.invalidEscape, at: start) }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
