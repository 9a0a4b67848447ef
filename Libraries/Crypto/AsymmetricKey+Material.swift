import CTautOpenSSL
public import TautAuth

extension AsymmetricKey {
  /// Makes a key of the numbers of a JSON Web Key.
  ///
  /// - Throws: ``KeyError`` when the numbers are no key, such as a point beside its curve, or the key is too small; a
  ///   secret is no asymmetric key.
  public convenience init(_ material: KeyMaterial) throws(KeyError) {
    OpenSSLError.clear()
    guard let key = unsafe Self.make(material) else { throw .invalid(OpenSSLError.take().text) }
    try unsafe self.init(owning: key, isPrivate: material.isPrivate)
    // Numbers that are no key would make every signature a forgery, or none.
    guard unsafe Self.isSound(pointer) else { throw .invalid(OpenSSLError.take().text) }
  }

  /// The numbers of the public key.
  public var publicMaterial: KeyMaterial {
    switch kind {
    case .rsa: .rsa(modulus: number("n"), exponent: number("e"), private: nil)
    case .ellipticCurve(let curve):
      .ellipticCurve(
        curve, x: number("qx", length: curve.coordinateLength), y: number("qy", length: curve.coordinateLength),
        private: nil)
    case .ed25519: .ed25519(x: rawPublicKey, private: nil)
    }
  }

  private static func make(_ material: KeyMaterial) -> OpaquePointer? {
    switch material {
    case .secret: nil
    case .rsa(let modulus, let exponent, nil):
      unsafe decode(DER.sequence(DER.integer(modulus), DER.integer(exponent))) {
        unsafe d2i_PublicKey(NID_rsaEncryption, nil, $0, $1)
      }
    case .rsa(let modulus, let exponent, let part?):
      unsafe decode(rsaPrivateKey(modulus, exponent, part)) { unsafe d2i_AutoPrivateKey(nil, $0, $1) }
    case .ellipticCurve(let curve, let x, let y, nil):
      unsafe decode(DER.sequence(DER.sequence(DER.ecPublicKey, curve.identifier), DER.bits([4] + x + y))) {
        unsafe d2i_PUBKEY(nil, $0, $1)
      }
    case .ellipticCurve(let curve, let x, let y, let number?):
      unsafe decode(ecPrivateKey(curve, x, y, number)) { unsafe d2i_AutoPrivateKey(nil, $0, $1) }
    // The arrays have the length that is passed, and are copied.
    case .ed25519(let x, nil): unsafe EVP_PKEY_new_raw_public_key(NID_ED25519, nil, x, x.count)
    case .ed25519(_, let seed?): unsafe EVP_PKEY_new_raw_private_key(NID_ED25519, nil, seed, seed.count)
    }
  }

  /// RFC 8017, A.1.2.
  private static func rsaPrivateKey(_ modulus: [UInt8], _ exponent: [UInt8], _ part: RSAPrivatePart) -> [UInt8] {
    let factors = part.factors.flatMap { DER.integer($0) }
    return DER.sequence(
      DER.integer([0]), DER.integer(modulus), DER.integer(exponent), DER.integer(part.exponent), factors)
  }

  /// RFC 5915, 3.
  private static func ecPrivateKey(_ curve: EllipticCurve, _ x: [UInt8], _ y: [UInt8], _ number: [UInt8]) -> [UInt8] {
    DER.sequence(
      DER.integer([1]), DER.octets(number), DER.tagged(0, curve.identifier), DER.tagged(1, DER.bits([4] + x + y)))
  }

  private static func decode(
    _ der: [UInt8], _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> OpaquePointer?
  ) -> OpaquePointer? {
    unsafe der.withUnsafeBufferPointer { bytes in
      // Moves along the array, which is valid during the call.
      var position = bytes.baseAddress
      return unsafe read(&position, bytes.count)
    }
  }

  private static func isSound(_ key: OpaquePointer) -> Bool {
    // Freed below; the key is the caller's.
    guard let context = unsafe EVP_PKEY_CTX_new(key, nil) else { return false }
    defer { unsafe EVP_PKEY_CTX_free(context) }
    return unsafe EVP_PKEY_public_check(context) == 1
  }

  /// A number of the key, with zeros before it where `length` asks for them.
  private func number(_ name: String, length: Int? = nil) -> [UInt8] {
    var number: OpaquePointer?
    // Freed below; the name is a C string during the call.
    guard unsafe EVP_PKEY_get_bn_param(pointer, name, &number) == 1 else { fatalError("the key has no \(name)") }
    defer { unsafe BN_free(number) }
    let count = unsafe length ?? Int((BN_num_bits(number) + 7) / 8)
    var bytes = [UInt8](repeating: 0, count: count)
    guard unsafe BN_bn2binpad(number, &bytes, Int32(count)) >= 0 else { fatalError("\(name) is too long") }
    return bytes
  }

  private var rawPublicKey: [UInt8] {
    var length = 32
    var bytes = [UInt8](repeating: 0, count: length)
    // Writes at most `length` bytes.
    guard unsafe EVP_PKEY_get_raw_public_key(pointer, &bytes, &length) == 1 else { fatalError("the key is not raw") }
    return bytes
  }
}

extension EllipticCurve {
  fileprivate var identifier: [UInt8] {
    switch self {
    case .p256: DER.p256
    case .p384: DER.p384
    }
  }
}

extension KeyMaterial {
  fileprivate var isPrivate: Bool {
    switch self {
    case .secret: true
    case .rsa(_, _, let part): part != nil
    case .ellipticCurve(_, _, _, let number): number != nil
    case .ed25519(_, let seed): seed != nil
    }
  }
}
