extension Array where Element == UInt8 {
  /// Copies the bytes of a span.
  @inlinable
  public init(_ bytes: RawSpan) {
    // Sound: the buffer is copied inside the closure.
    self = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// Copies a range of a span.
  ///
  /// - Parameters:
  ///   - bytes: The span.
  ///   - range: What is copied. It must be inside the span.
  @inlinable
  public init(_ bytes: RawSpan, in range: Range<Int>) {
    self.init(bytes.extracting(range))
  }

  /// Appends the bytes of a span.
  @inlinable
  public mutating func append(_ bytes: RawSpan) {
    // Sound: the buffer is copied inside the closure.
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }

  /// Appends the UTF-8 bytes of a literal.
  @inlinable
  public mutating func append(_ text: StaticString) {
    // Sound: the buffer is copied inside the closure.
    text.withUTF8Buffer { unsafe append(contentsOf: $0) }
  }

  /// Appends an integer with its most significant byte first.
  @inlinable
  public mutating func appendBigEndian<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value) {
    // Sound: every byte of an integer is initialised.
    unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
  }
}
