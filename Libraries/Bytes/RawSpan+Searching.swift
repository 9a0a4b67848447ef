internal import Glibc

extension RawSpan {
  /// The offset of the first occurrence of a byte in a range of the span, or `nil`.
  ///
  /// The offset counts from the beginning of the span, not of the range.
  public func firstOffset(of byte: UInt8, in range: Range<Int>) -> Int? {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    return unsafe withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return nil }
      // Sound: the precondition keeps the range inside the buffer.
      guard let found = unsafe memchr(base + range.lowerBound, Int32(byte), range.count) else { return nil }
      return unsafe base.distance(to: UnsafeRawPointer(found))
    }
  }

  /// The offset of the first occurrence of a byte in the whole span, or `nil`.
  public func firstOffset(of byte: UInt8) -> Int? {
    firstOffset(of: byte, in: byteOffsets)
  }
}
