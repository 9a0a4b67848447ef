import CTautOpenSSL
public import TautAuth

extension AsymmetricKey: SignatureVerifier, SignatureMaker {
  /// What the key's kind allows, the usual one first.
  public var algorithms: [SignatureAlgorithm] {
    switch kind {
    case .rsa: [.rs256, .rs384, .rs512, .ps256]
    case .ellipticCurve(let curve): [curve.algorithm]
    case .ed25519: [.edDSA]
    }
  }

  /// What the key can sign with.
  public var signingAlgorithms: [SignatureAlgorithm] { isPrivate ? algorithms : [] }

  /// Whether `signature` is this key's signature of `message`.
  public func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
    guard algorithms.contains(algorithm), let signature = native(signature) else { return false }
    // What a stranger's signature leaves in the queue is no error of the thread's next TLS connection.
    defer { OpenSSLError.clear() }
    // Freed below; both arrays are valid during the call.
    guard let context = unsafe EVP_MD_CTX_new() else { return false }
    defer { unsafe EVP_MD_CTX_free(context) }
    var parameters: OpaquePointer?
    guard unsafe EVP_DigestVerifyInit(context, &parameters, algorithm.digest, nil, pointer) == 1,
      unsafe Self.configure(parameters, for: algorithm)
    else { return false }
    return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// The signature of `message`; nil without the private part, or for an algorithm of another kind.
  public func sign(_ message: [UInt8], by algorithm: SignatureAlgorithm) -> [UInt8]? {
    guard signingAlgorithms.contains(algorithm) else { return nil }
    defer { OpenSSLError.clear() }
    // Freed below; the arrays are valid during the calls.
    guard let context = unsafe EVP_MD_CTX_new() else { return nil }
    defer { unsafe EVP_MD_CTX_free(context) }
    var parameters: OpaquePointer?
    guard unsafe EVP_DigestSignInit(context, &parameters, algorithm.digest, nil, pointer) == 1,
      unsafe Self.configure(parameters, for: algorithm)
    else { return nil }
    // No signature of this key is longer than that.
    var length = unsafe Int(EVP_PKEY_get_size(pointer))
    var signature = [UInt8](repeating: 0, count: length)
    guard unsafe EVP_DigestSign(context, &signature, &length, message, message.count) == 1 else { return nil }
    return portable(Array(signature.prefix(length)))
  }

  /// RFC 7518, 3.5: PSS with a salt as long as the hash.
  private static func configure(_ parameters: OpaquePointer?, for algorithm: SignatureAlgorithm) -> Bool {
    guard algorithm == .ps256 else { return true }
    // The context is the caller's, who has just been given it.
    return unsafe EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) == 1
      && EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST) == 1
  }

  /// A token's signature as libcrypto reads it.
  private func native(_ signature: [UInt8]) -> [UInt8]? {
    guard case .ellipticCurve(let curve) = kind else { return signature }
    return ECDSASignature(raw: signature, length: curve.coordinateLength)?.der
  }

  /// A signature of libcrypto as tokens have it.
  private func portable(_ signature: [UInt8]) -> [UInt8]? {
    guard case .ellipticCurve(let curve) = kind else { return signature }
    return ECDSASignature(der: signature, length: curve.coordinateLength)?.raw
  }
}

extension SignatureAlgorithm {
  /// The hash of what is signed; nil for EdDSA, which hashes by itself.
  fileprivate var digest: OpaquePointer? {
    // Constants of libcrypto.
    switch self {
    case .rs256, .ps256, .es256, .hs256: unsafe EVP_sha256()
    case .rs384, .es384, .hs384: unsafe EVP_sha384()
    case .rs512, .hs512: unsafe EVP_sha512()
    case .edDSA: nil
    }
  }
}
