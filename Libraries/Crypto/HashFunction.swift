import CTautOpenSSL

/// A hash function of libcrypto.
///
/// ```swift
/// HashFunction.sha256.digest(of: bytes.span)
/// HashFunction.sha256.authenticationCode(for: message.span, key: secret.span)
/// ```
public enum HashFunction: Sendable, Hashable, CaseIterable {
  /// SHA-1, 20 bytes: for the opening handshake (RFC 6455, 4.2.2), where it protects nothing, and for nothing else.
  case sha1
  /// SHA-256, 32 bytes.
  case sha256
  /// SHA-384, 48 bytes.
  case sha384
  /// SHA-512, 64 bytes.
  case sha512

  /// The length of a digest in bytes.
  public var digestLength: Int {
    switch self {
    case .sha1: 20
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }

  /// The digest of `bytes`, in one call.
  public func digest(of bytes: Span<UInt8>) -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { input in
      unsafe output { digest in
        // Reads `input` and writes `digestLength` bytes to `digest`, both valid during the call.
        unsafe EVP_Digest(input.baseAddress, input.count, digest, nil, algorithm.pointer, nil) == 1
      }
    }
  }

  /// The keyed hash (HMAC) of `message` under `key`, in one call.
  ///
  /// RFC 2104. Compare codes with ``equalsInConstantTime(_:_:)``.
  public func authenticationCode(for message: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
    unsafe message.withUnsafeBufferPointer { message in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe output { code in
          // Reads `message` and `key` and writes `digestLength` bytes to `code`, all valid during the call.
          unsafe HMAC(
            algorithm.pointer, key.baseAddress, Int32(key.count), message.baseAddress, message.count, code, nil) != nil
        }
      }
    }
  }

  /// The `digestLength` bytes that `write` leaves behind its pointer.
  private func output(_ write: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8] {
    // libcrypto writes exactly `digestLength` bytes, which is the capacity asked for.
    unsafe Array(unsafeUninitializedCapacity: digestLength) { buffer, count in
      guard unsafe write(buffer.baseAddress!) else { fatalError("libcrypto cannot compute \(self)") }
      count = digestLength
    }
  }

  private var algorithm: Algorithm {
    switch self {
    case .sha1: .sha1
    case .sha256: .sha256
    case .sha384: .sha384
    case .sha512: .sha512
    }
  }
}

/// An algorithm that is looked up once: by name it costs libcrypto a search at each use.
///
/// Unchecked: a fetched `EVP_MD` is immutable, shared by all threads and never freed.
@safe
private struct Algorithm: @unchecked Sendable {
  static let sha1 = Algorithm("SHA1")
  static let sha256 = Algorithm("SHA256")
  static let sha384 = Algorithm("SHA384")
  static let sha512 = Algorithm("SHA512")

  let pointer: OpaquePointer

  private init(_ name: String) {
    // The name is a C string during the call; the result is owned by this constant.
    guard let pointer = unsafe EVP_MD_fetch(nil, name, nil) else { fatalError("libcrypto has no \(name)") }
    unsafe self.pointer = pointer
  }
}
