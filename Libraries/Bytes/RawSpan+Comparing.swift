internal import Glibc

extension RawSpan {
  /// Whether both spans hold the same bytes.
  @inlinable
  public func equals(_ other: RawSpan) -> Bool {
    byteCount == other.byteCount && hasSameBytes(as: other)
  }

  /// Whether the span holds exactly the UTF-8 bytes of a literal.
  @inlinable
  public func equals(_ text: StaticString) -> Bool {
    byteCount == text.utf8CodeUnitCount && starts(with: text)
  }

  /// Whether the span begins with the bytes of another one.
  @inlinable
  public func starts(with prefix: RawSpan) -> Bool {
    byteCount >= prefix.byteCount && extracting(first: prefix.byteCount).hasSameBytes(as: prefix)
  }

  /// Whether the span begins with the UTF-8 bytes of a literal.
  @inlinable
  public func starts(with prefix: StaticString) -> Bool {
    guard byteCount >= prefix.utf8CodeUnitCount else { return false }
    return prefix.withUTF8Buffer { buffer in
      // Sound: the span lives as long as the closure, and the literal longer.
      unsafe extracting(first: buffer.count).hasSameBytes(as: RawSpan(_unsafeBytes: UnsafeRawBufferPointer(buffer)))
    }
  }

  /// Whether the span holds a literal's letters in any case: the comparison of HTTP field names and tokens.
  ///
  /// The literal must be ASCII in lower case.
  @inlinable
  public func equalsIgnoringCase(_ text: StaticString) -> Bool {
    guard byteCount == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { buffer in
      for offset in byteOffsets where unsafe self[offset].lowercasedASCII != buffer[offset] { return false }
      return true
    }
  }

  /// Whether both spans hold the same ASCII letters in any case.
  @inlinable
  public func equalsIgnoringCase(_ other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    for offset in byteOffsets where self[offset].lowercasedASCII != other[offset].lowercasedASCII { return false }
    return true
  }

  /// Compares as many bytes as `self` has; the other span must have as many.
  @usableFromInline
  func hasSameBytes(as other: RawSpan) -> Bool {
    precondition(byteCount <= other.byteCount)
    return unsafe withUnsafeBytes { left in
      unsafe other.withUnsafeBytes { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        // Sound: both buffers have at least `byteCount` bytes.
        return unsafe memcmp(left, right, byteCount) == 0
      }
    }
  }
}
