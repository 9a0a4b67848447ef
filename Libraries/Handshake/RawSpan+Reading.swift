/// Safe reading of borrowed bytes.
extension RawSpan {
  /// The byte at `offset`.
  func byte(at offset: Int) -> UInt8 {
    precondition(offset >= 0 && offset < byteCount)
    // The bounds were checked, and every bit pattern is a byte.
    return unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}

extension [UInt8] {
  /// Appends borrowed bytes in one copy.
  mutating func append(_ bytes: RawSpan) {
    // The buffer is only read, and only during the call.
    unsafe bytes.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
