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

  /// Lends the array's bytes to `body` for reading and writing in place.
  ///
  /// - Parameter body: What is done with the bytes; it cannot change how many there are.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  @inlinable
  public mutating func withMutableBytes<Result: ~Copyable, Failure: Error>(
    _ body: (inout MutableRawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var elements = mutableSpan
    // Sound: every pattern of bits is a byte, so nothing written through the raw span can break an element.
    var bytes = unsafe elements.mutableBytes
    return try body(&bytes)
  }
}

extension String {
  /// Lends the string's UTF-8 bytes to `body`; nothing is copied to the heap.
  ///
  /// - Parameter body: What is done with the bytes.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  @inlinable
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var text = self
    // Not `utf8.span`: of a string of up to 15 bytes, which has no storage, the optimiser lends a copy that is gone too early.
    // Sound: the bytes are lent while `withUTF8` runs, which is as long as the span lives.
    return try text.withUTF8 { buffer in
      do throws(Failure) {
        return Swift.Result<Result, Failure>.success(
          try body(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(buffer))))
      } catch {
        return .failure(error)
      }
    }.get()
  }
}
