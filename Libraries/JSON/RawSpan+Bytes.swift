/// How the grammar reads: each load stands behind a comparison with `byteCount`, so that it is not checked again.
extension RawSpan {
  /// The byte at `offset`, which the caller knows to be below `byteCount`.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    assert(offset >= 0 && offset < byteCount, "offset out of bounds")
    // Every bit pattern is a byte, and the caller has compared the offset.
    return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// The eight bytes at `offset`, of which the first is the lowest; the caller knows that there are as many.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    assert(offset >= 0 && offset + 8 <= byteCount, "offset out of bounds")
    // Every bit pattern is a word, and the caller has compared the offset.
    return UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// Whether there are eight bytes at `offset`.
  @inline(__always)
  func hasWord(at offset: Int) -> Bool { byteCount &- offset >= 8 }

  /// The first `count` bytes at `offset`, at most eight; the missing ones are zero.
  @inline(__always)
  func word(at offset: Int, count: Int) -> UInt64 {
    precondition(offset >= 0 && offset &+ Swift.min(count, 8) <= byteCount, "offset out of bounds")
    guard count < 8 else { return word(at: offset) }
    if hasWord(at: offset) { return word(at: offset) & ~(UInt64.max &<< UInt64(8 &* count)) }
    var word: UInt64 = 0
    for index in 0..<count { word |= UInt64(byte(at: offset + index)) &<< UInt64(8 * index) }
    return word
  }
}

/// Eight bytes looked at in one step.
enum EightBytes {
  @inline(__always)
  static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// Marks with their high bit the bytes that are zero; marks above the lowest one may be false.
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 { (word &- repeating(1)) & ~word & repeating(0x80) }

  /// Marks with their high bit the bytes that a string cannot hold as they are: quotes, backslashes and control
  /// characters; marks above the lowest one may be false.
  @inline(__always)
  static func escapes(_ word: UInt64) -> UInt64 {
    let controls = (word &- repeating(0x20)) & ~word & repeating(0x80)
    return controls | zeros(word ^ repeating(UInt8(ascii: "\""))) | zeros(word ^ repeating(UInt8(ascii: "\\")))
  }
}
