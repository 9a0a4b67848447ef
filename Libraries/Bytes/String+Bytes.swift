extension String {
  /// Reads UTF-8 and replaces what is invalid by U+FFFD.
  ///
  /// For bytes that are known to be valid, or for a text that a person reads.
  @inlinable
  public init(decoding bytes: RawSpan) {
    // Sound: the buffer is copied inside the closure.
    self = unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Reads UTF-8, or is `nil` where it is invalid.
  @inlinable
  public init?(validating bytes: RawSpan) {
    // Sound: the buffer is copied inside the closure.
    guard let text = unsafe bytes.withUnsafeBytes({ unsafe String(validating: $0, as: UTF8.self) }) else { return nil }
    self = text
  }
}
