extension RawSpan {
  /// The byte at an offset.
  @inlinable
  public subscript(offset: Int) -> UInt8 {
    // Sound: the load checks its bounds, and every pattern of bits is a byte.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self)
  }

  /// Loads an integer that is stored with its most significant byte first, as network protocols have it.
  ///
  /// - Parameters:
  ///   - offset: Where its first byte lies. All its bytes must be inside the span; no alignment is needed.
  ///   - type: The integer's type, which says how many bytes there are.
  /// - Returns: The integer's value.
  @inlinable
  public func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
    // Sound: the load checks its bounds, and every pattern of bits is an integer.
    Value(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// Loads an integer in the byte order of this machine, for code that treats bytes as words.
  ///
  /// - Parameters:
  ///   - offset: Where its first byte lies. All its bytes must be inside the span; no alignment is needed.
  ///   - type: The integer's type, which says how many bytes there are.
  /// - Returns: The bytes as one integer.
  @inlinable
  public func word<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
    // Sound: the load checks its bounds, and every pattern of bits is an integer.
    unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self)
  }
}
