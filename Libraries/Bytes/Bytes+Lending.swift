extension Array where Element == UInt8 {
  /// Lends the array's bytes to `body` for reading in place.
  ///
  /// - Parameter body: What is done with the bytes.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  @inlinable
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let elements = span
    // Sound: a byte has no padding, so that all of the span is initialised.
    return try body(unsafe elements.bytes)
  }
}

extension String {
  /// Lends the string's UTF-8 bytes to `body`; nothing is copied to the heap.
  ///
  /// - Parameter body: What is done with the bytes.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  @inlinable
  public func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let elements = utf8.span
    // Sound: a byte has no padding, so that all of the span is initialised.
    return try body(unsafe elements.bytes)
  }
}
