import CTautOpenSSL

extension AsymmetricKey {
  /// Reads a private key, a public key or a certificate in PEM form.
  public convenience init(pem: [UInt8]) throws(KeyError) {
    var isEncrypted = false
    defer { OpenSSLError.clear() }
    if let key = unsafe Self.privateKey(pem, &isEncrypted) {
      try unsafe self.init(owning: key, isPrivate: true)
    } else if isEncrypted {
      throw .encrypted
    } else if let key = unsafe Self.publicKey(pem) {
      try unsafe self.init(owning: key, isPrivate: false)
    } else {
      throw .noPEM
    }
  }

  /// The public key in PEM form.
  public var publicPEM: String {
    // The key lives as long as this object.
    unsafe Self.text { unsafe PEM_write_bio_PUBKEY($0, pointer) }
  }

  /// The private key in PEM form, without a passphrase; nil where there is none.
  public var privatePEM: String? {
    guard isPrivate else { return nil }
    // The key lives as long as this object.
    return unsafe Self.text { unsafe PEM_write_bio_PrivateKey($0, pointer, nil, nil, 0, nil, nil) }
  }

  private static func privateKey(_ pem: [UInt8], _ isEncrypted: inout Bool) -> OpaquePointer? {
    unsafe withUnsafeMutablePointer(to: &isEncrypted) { flag in
      // The flag is valid during the call.
      unsafe read(pem) { unsafe PEM_read_bio_PrivateKey($0, nil, refusePassphrase, flag) }
    }
  }

  private static func publicKey(_ pem: [UInt8]) -> OpaquePointer? {
    if let key = unsafe read(pem, { unsafe PEM_read_bio_PUBKEY($0, nil, nil, nil) }) { return unsafe key }
    guard let certificate = unsafe read(pem, { unsafe PEM_read_bio_X509($0, nil, nil, nil) }) else { return nil }
    // The key has a reference of its own.
    defer { unsafe X509_free(certificate) }
    return unsafe X509_get_pubkey(certificate)
  }

  /// Lends the text as a BIO.
  private static func read(_ pem: [UInt8], _ body: (OpaquePointer) -> OpaquePointer?) -> OpaquePointer? {
    // The BIO reads the array, which is valid until it is freed.
    unsafe pem.withUnsafeBytes { bytes in
      guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count)) else { return nil }
      defer { unsafe BIO_free(bio) }
      return unsafe body(bio)
    }
  }

  /// What `write` writes into a BIO.
  private static func text(_ write: (OpaquePointer) -> Int32) -> String {
    guard let bio = unsafe BIO_new(BIO_s_mem()) else { fatalError("libcrypto has no memory") }
    // Freed after its text is copied.
    defer { unsafe BIO_free(bio) }
    guard unsafe write(bio) == 1 else { fatalError("libcrypto cannot write a key") }
    var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(bio))
    let count = unsafe BIO_read(bio, &bytes, Int32(bytes.count))
    return String(decoding: bytes.prefix(Int(max(0, count))), as: UTF8.self)
  }
}

/// Tells libcrypto that there is no passphrase, and our caller that there should be one.
private func refusePassphrase(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ flag: UnsafeMutableRawPointer?
) -> Int32 {
  // The flag that `privateKey` passes, valid during its call.
  unsafe flag?.assumingMemoryBound(to: Bool.self).pointee = true
  return -1
}
