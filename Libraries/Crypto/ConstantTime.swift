import CTautOpenSSL

/// Whether two byte sequences are equal, in a time that depends on their lengths only.
///
/// For codes and tokens: an ordinary comparison tells a patient attacker how many leading bytes were right.
public func equalsInConstantTime(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
  guard left.count == right.count, !left.isEmpty else { return left.count == right.count }
  return unsafe left.withUnsafeBufferPointer { left in
    unsafe right.withUnsafeBufferPointer { right in
      // Both have `left.count` bytes.
      unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
    }
  }
}
