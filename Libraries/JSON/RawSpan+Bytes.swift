internal import TautBytes

/// How this module reads eight bytes at once; every load is checked against the end.
extension RawSpan {
  /// Eight bytes, of which the first is the lowest.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    UInt64(littleEndian: word(at: offset, as: UInt64.self))
  }

  /// Up to eight bytes, of which the first is the lowest; the missing ones are zero.
  @inline(__always)
  func word(at offset: Int, count: Int) -> UInt64 {
    if offset + 8 <= byteCount {
      return word(at: offset) & (UInt64.max &>> UInt64(64 - 8 * Swift.min(count, 8)))
    }
    var word: UInt64 = 0
    for index in 0..<Swift.min(count, 8) {
      word |= UInt64(self[offset + index]) &<< UInt64(8 * index)
    }
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
