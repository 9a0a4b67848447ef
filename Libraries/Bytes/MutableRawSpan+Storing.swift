extension MutableRawSpan {
  /// The byte at an offset.
  @inlinable
  public subscript(offset: Int) -> UInt8 {
    // Sound: the load checks its bounds, and every pattern of bits is a byte.
    get { unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self) }
    set { storeBytes(of: newValue, toByteOffset: offset, as: UInt8.self) }
  }

  /// Loads an integer that is stored with its most significant byte first.
  @inlinable
  public func bigEndian<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type) -> Value {
    // Sound: the load checks its bounds, and every pattern of bits is an integer.
    Value(bigEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
  }

  /// Stores an integer with its most significant byte first.
  @inlinable
  public mutating func storeBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self)
  }

  /// Copies bytes, which must fit, to an offset.
  @inlinable
  public mutating func copy(_ bytes: RawSpan, to offset: Int) {
    precondition(offset >= 0 && bytes.byteCount <= byteCount - offset)
    guard !bytes.isEmpty else { return }
    unsafe withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { source in
        // Sound: the precondition keeps the copy inside the target; a mutable span overlaps with no other span.
        unsafe (target.baseAddress! + offset).copyMemory(from: source.baseAddress!, byteCount: source.count)
      }
    }
  }

  /// Moves a range of bytes to another offset of the same span: what a reader does with the bytes it could not use yet.
  ///
  /// - Parameters:
  ///   - range: The bytes to move; the ranges may overlap.
  ///   - offset: Where the first of them goes.
  @inlinable
  public mutating func move(_ range: Range<Int>, to offset: Int) {
    precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
    precondition(offset >= 0 && range.count <= byteCount - offset)
    guard !range.isEmpty else { return }
    unsafe withUnsafeMutableBytes { buffer in
      // Sound: both ranges are inside the buffer, and `copyMemory` allows them to overlap.
      let base = buffer.baseAddress!
      unsafe (base + offset).copyMemory(from: base + range.lowerBound, byteCount: range.count)
    }
  }
}
