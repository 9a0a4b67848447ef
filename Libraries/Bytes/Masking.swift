/// The masking of RFC 6455, section 5.3: every payload byte is combined with one of the four bytes of a key.
///
/// Masking is its own inverse, so the same functions mask and unmask. They work in place and in words of eight
/// bytes; a loop over single bytes would be thirty times slower.
///
/// A key is a big-endian number: its most significant byte is the first one on the wire, so the key that the RFC
/// prints as `37 fa 21 3d` is `0x37fa213d`.
public enum Masking {
  /// Masks or unmasks bytes in place.
  ///
  /// - Parameters:
  ///   - key: The masking key; its most significant byte is the first on the wire.
  ///   - bytes: The payload, or a piece of it.
  ///   - phase: How many bytes of the payload lie before this piece, for a payload that arrives in pieces.
  /// - Returns: Whether all bytes are ASCII afterwards, which saves a validation of text and costs nothing here.
  @inlinable
  @discardableResult
  public static func apply(key: UInt32, to bytes: UnsafeMutableRawBufferPointer, phase: Int = 0) -> Bool {
    guard let start = bytes.baseAddress else { return true }
    // Sound: `start` and `count` are those of one buffer that the caller lends exclusively.
    return unsafe mask(start, count: bytes.count, key: rotated(key, by: phase))
  }

  /// Masks or unmasks a range of bytes in place.
  ///
  /// - Parameters:
  ///   - key: The masking key; its most significant byte is the first on the wire.
  ///   - bytes: The bytes that hold the payload.
  ///   - range: Where the payload, or a piece of it, lies. It must be inside `bytes`.
  ///   - phase: How many bytes of the payload lie before this piece.
  /// - Returns: Whether all bytes of the range are ASCII afterwards.
  @inlinable
  @discardableResult
  public static func apply(
    key: UInt32, to bytes: inout MutableRawSpan, in range: Range<Int>, phase: Int = 0
  ) -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount)
    return unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let base = buffer.baseAddress else { return true }
      // Sound: the precondition above keeps the range inside the span.
      return unsafe mask(base + range.lowerBound, count: range.count, key: rotated(key, by: phase))
    }
  }

  /// The key as it stands after `count` bytes: what the next piece of the payload begins with.
  @inlinable
  public static func rotated(_ key: UInt32, by count: Int) -> UInt32 {
    let bits = UInt32(truncatingIfNeeded: count & 3) &* 8
    return (key &<< bits) | (key &>> ((32 &- bits) & 31))
  }

  /// Masks `count` bytes from `start` on, and tells whether they are ASCII then.
  ///
  /// Sound where `start` points to `count` bytes that nobody else reads or writes meanwhile.
  @unsafe
  @inlinable
  @inline(__always)
  static func mask(_ start: UnsafeMutableRawPointer, count: Int, key: UInt32) -> Bool {
    let word = (UInt64(key) << 32 | UInt64(key)).bigEndian
    var seen: UInt64 = 0
    var offset = 0
    while offset &+ 8 <= count {
      let plain = unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ word
      unsafe start.storeBytes(of: plain, toByteOffset: offset, as: UInt64.self)
      seen |= plain
      offset &+= 8
    }
    seen |= unsafe maskTail(start + offset, count: count &- offset, key: key)
    return seen & 0x8080_8080_8080_8080 == 0
  }

  /// Masks the last zero to seven bytes, and returns the union of their bits.
  @unsafe
  @inlinable
  @inline(__always)
  static func maskTail(_ start: UnsafeMutableRawPointer, count: Int, key: UInt32) -> UInt64 {
    var seen: UInt64 = 0
    var offset = 0
    if count & 4 != 0 {
      let plain = unsafe start.loadUnaligned(as: UInt32.self) ^ key.bigEndian
      unsafe start.storeBytes(of: plain, as: UInt32.self)
      seen = UInt64(plain)
      offset = 4
    }
    var key = key
    while offset < count {
      let plain = unsafe start.load(fromByteOffset: offset, as: UInt8.self) ^ UInt8(truncatingIfNeeded: key >> 24)
      unsafe start.storeBytes(of: plain, toByteOffset: offset, as: UInt8.self)
      seen |= UInt64(plain)
      key = key << 8
      offset &+= 1
    }
    return seen
  }
}
