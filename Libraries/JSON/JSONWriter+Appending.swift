internal import TautBytes

/// How the writer appends: one reservation for a comma, a text and what stands around it.
extension JSONWriter {
  /// The bytes that stand before and after a text.
  enum Quoting {
    case none, string, name
  }

  /// Lends room for `count` bytes to `body`, which writes from its start and returns the end of what it wrote.
  @inline(__always)
  mutating func append(
    atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
  ) {
    bytes.append(addingCapacity: count) { output in
      // The room has `count` bytes, and each caller counts what it writes at most.
      unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
        guard let start = buffer.baseAddress else { return }
        initialized = unsafe start.distance(to: body(start))
      }
    }
  }

  /// Appends the comma that is due and `text`, within quotes and before a colon as `quoting` says.
  @inline(__always)
  mutating func append(_ text: UnsafeRawBufferPointer, _ quoting: Quoting) {
    let hasComma = needsComma
    // A comma, two quotes and a colon at most.
    unsafe append(atMost: text.count &+ 4) { place in
      var end = unsafe place
      if hasComma { unsafe end.put(UInt8(ascii: ",")) }
      if quoting != .none { unsafe end.put(UInt8(ascii: "\"")) }
      unsafe end.put(text)
      if quoting != .none { unsafe end.put(UInt8(ascii: "\"")) }
      if quoting == .name { unsafe end.put(UInt8(ascii: ":")) }
      return unsafe end
    }
    needsComma = quoting != .name
  }

  /// Appends the comma that is due and a bracket.
  @inline(__always)
  mutating func append(opening bracket: UInt8) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(bracket)
    needsComma = false
  }

  /// Appends a bracket, after which a comma is due.
  @inline(__always)
  mutating func append(closing bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  /// Appends the comma that is due and an escaped string within quotes, before a colon if it is a name.
  ///
  /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, everything else stands as it is.
  @inline(__always)
  mutating func append(escaping value: String, _ quoting: Quoting) {
    value.withBytes { utf8 in
      let end = utf8.firstEscape(from: 0)
      if end == utf8.byteCount {
        // The pointer does not leave the closure.
        unsafe utf8.withUnsafeBytes { unsafe append($0, quoting) }
      } else {
        appendWithEscapes(utf8, first: end, quoting)
      }
    }
  }

  private mutating func appendWithEscapes(_ utf8: RawSpan, first: Int, _ quoting: Quoting) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    var end = first
    while true {
      bytes.append(utf8.extracting(start..<end))
      guard end < utf8.byteCount else { break }
      appendEscape(of: utf8[end])
      start = end + 1
      end = utf8.firstEscape(from: start)
    }
    bytes.append(UInt8(ascii: "\""))
    if quoting == .name { bytes.append(UInt8(ascii: ":")) }
    needsComma = quoting != .name
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

extension UnsafeMutablePointer<UInt8> {
  /// Writes a byte and moves behind it.
  @inline(__always)
  mutating func put(_ byte: UInt8) {
    unsafe initialize(to: byte)
    unsafe self += 1
  }

  /// Writes bytes and moves behind them.
  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    unsafe UnsafeMutableRawPointer(self).copyMemory(from: source, byteCount: bytes.count)
    unsafe self += bytes.count
  }
}

extension RawSpan {
  /// Whether a string cannot hold this byte as it is.
  static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// The offset of the first byte at or after `start` that a string cannot hold as it is.
  @inline(__always)
  fileprivate func firstEscape(from start: Int) -> Int {
    var offset = start
    while offset < byteCount {
      let count = Swift.min(byteCount &- offset, 8)
      // What is missing to eight bytes counts as spaces.
      let padding = count < 8 ? EightBytes.repeating(0x20) &<< UInt64(8 &* count) : 0
      let escapes = EightBytes.escapes(word(at: offset, count: count) | padding)
      guard escapes == 0 else { return offset &+ escapes.trailingZeroBitCount &>> 3 }
      offset &+= count
    }
    return byteCount
  }
}
