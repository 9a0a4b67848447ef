import CTautOpenSSL
internal import TautAuth

extension AsymmetricKey {
  /// Makes a fresh pair of keys.
  ///
  /// An RSA key takes up to a second. Ends the process when libcrypto cannot make one.
  public static func generate(_ kind: Kind) -> AsymmetricKey {
    if case .rsa(let bits) = kind {
      precondition((smallestRSA...8192).contains(bits), "an RSA key has 2048 to 8192 bits")
    }
    do throws(KeyError) {
      return try unsafe AsymmetricKey(owning: make(kind), isPrivate: true)
    } catch {
      fatalError("libcrypto made a key that it does not know: \(error)")
    }
  }

  private static func make(_ kind: Kind) -> OpaquePointer {
    // Freed below; the names are C strings during the calls.
    let context = unsafe EVP_PKEY_CTX_new_from_name(nil, kind.family, nil)
    defer { unsafe EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe kind.configure(context),
      unsafe EVP_PKEY_generate(context, &key) == 1, let key = unsafe key
    else { fatalError("libcrypto cannot make \(kind)") }
    return unsafe key
  }
}

extension AsymmetricKey.Kind {
  fileprivate var family: String {
    switch self {
    case .rsa: "RSA"
    case .ellipticCurve: "EC"
    case .ed25519: "ED25519"
    }
  }

  fileprivate func configure(_ context: OpaquePointer?) -> Bool {
    switch self {
    // The context is the caller's.
    case .rsa(let bits): unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)) == 1
    case .ellipticCurve(let curve): unsafe EVP_PKEY_CTX_set_group_name(context, curve.rawValue) == 1
    case .ed25519: true
    }
  }
}
