import CTautOpenSSL

/// Sets up one `SSL_CTX` before anybody else sees it.
@safe
struct TLSContextBuilder: ~Copyable {
  let context: OpaquePointer
  private var warnings: [String] = []

  init(method: OpaquePointer) throws(TLSFileError) {
    OpenSSLError.clear()
    // OpenSSL's methods are constants; the new context is owned by this builder.
    guard let context = unsafe SSL_CTX_new(method) else { throw .unavailable(reason: OpenSSLError.take().text) }
    unsafe self.context = unsafe context
    harden()
  }

  deinit {
    // The reference that `SSL_CTX_new` returned.
    unsafe SSL_CTX_free(context)
  }

  /// The context, finished.
  consuming func finish() -> TLSContext {
    // One more reference, which the result gives back.
    unsafe SSL_CTX_up_ref(context)
    return unsafe TLSContext(owning: context, warnings: warnings)
  }

  private func harden() {
    // The context is valid until deinit. Cipher names that OpenSSL knows cannot be refused.
    unsafe taut_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION)
    unsafe SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL")
    unsafe SSL_CTX_set_options(
      context,
      taut_SSL_OP_NO_COMPRESSION | taut_SSL_OP_NO_RENEGOTIATION | taut_SSL_OP_NO_TICKET
        | taut_SSL_OP_CIPHER_SERVER_PREFERENCE)
    unsafe SSL_CTX_set_num_tickets(context, 0)
    unsafe taut_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
    // Freed between records: 14.3 KB instead of 23 KB and more per idle connection.
    unsafe taut_SSL_CTX_set_mode(
      context,
      Int(SSL_MODE_RELEASE_BUFFERS) | Int(SSL_MODE_ENABLE_PARTIAL_WRITE) | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
  }
}

// MARK: - Identity

extension TLSContextBuilder {
  /// Loads who we are.
  mutating func use(certificateFile: String, keyFile: String) throws(TLSFileError) {
    try loadCertificate(certificateFile)
    try loadKey(keyFile, of: certificateFile)
    warnAboutDates(certificateFile)
  }

  private func loadCertificate(_ path: String) throws(TLSFileError) {
    try checkReadable(path)
    OpenSSLError.clear()
    // The path is a C string during the call.
    guard unsafe SSL_CTX_use_certificate_chain_file(context, path) != 1 else { return }
    let error = OpenSSLError.take()
    throw error.isMissingPEM ? .noCertificate(path: path) : .refused(path: path, reason: error.text)
  }

  private func loadKey(_ path: String, of certificateFile: String) throws(TLSFileError) {
    try checkReadable(path)
    OpenSSLError.clear()
    var isEncrypted = false
    let isLoaded = unsafe withUnsafeMutablePointer(to: &isEncrypted) { isEncrypted in
      // The flag is valid until the call returns; afterwards the context forgets it.
      unsafe SSL_CTX_set_default_passwd_cb(context, refusePassphrase)
      unsafe SSL_CTX_set_default_passwd_cb_userdata(context, isEncrypted)
      defer { unsafe SSL_CTX_set_default_passwd_cb_userdata(context, nil) }
      return unsafe SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM) == 1
        && SSL_CTX_check_private_key(context) == 1
    }
    guard !isLoaded else { return }
    let error = OpenSSLError.take()
    if isEncrypted { throw .encryptedKey(path: path) }
    if error.isKeyMismatch { throw .keyMismatch(certificate: certificateFile, key: path) }
    throw error.isMissingPEM ? .noKey(path: path) : .refused(path: path, reason: error.text)
  }

  private mutating func warnAboutDates(_ path: String) {
    // The certificate belongs to the context, which is valid until deinit.
    guard let certificate = unsafe SSL_CTX_get0_certificate(context) else { return }
    if unsafe X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0 {
      warnings.append("the certificate in \(path) has expired")
    }
    if unsafe X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0 {
      warnings.append("the certificate in \(path) is not valid yet")
    }
  }
}

/// Tells OpenSSL that there is no passphrase, and our caller that there should be one.
private func refusePassphrase(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ flag: UnsafeMutableRawPointer?
) -> Int32 {
  // The flag that `loadKey` has set, valid during its call; nil is never used to read a key.
  unsafe flag?.assumingMemoryBound(to: Bool.self).pointee = true
  return -1
}

// MARK: - Trust

extension TLSContextBuilder {
  /// Makes a client check the server's certificate.
  func verifyServer(_ trust: TLSTrust) throws(TLSFileError) {
    guard trust != .none else { return }
    // The context is valid until deinit.
    unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    guard case .file(let path) = trust else {
      unsafe SSL_CTX_set_default_verify_paths(context)
      return
    }
    try loadTrust(path)
  }

  /// Makes a server demand a certificate that one in `trustFile` has signed.
  func requireClientCertificate(trustFile: String) throws(TLSFileError) {
    try loadTrust(trustFile)
    // The names tell the client which of its certificates will do; the context owns the list from here on.
    unsafe SSL_CTX_set_client_CA_list(context, SSL_load_client_CA_file(trustFile))
    unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
  }

  private func loadTrust(_ path: String) throws(TLSFileError) {
    try checkReadable(path)
    OpenSSLError.clear()
    // The path is a C string during the call.
    guard unsafe SSL_CTX_load_verify_file(context, path) == 1 else {
      let error = OpenSSLError.take()
      throw error.isMissingPEM ? .noCertificate(path: path) : .refused(path: path, reason: error.text)
    }
    // Whoever names a file trusts what is in it, be it a root, an intermediate or the server's own certificate.
    unsafe X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), UInt(X509_V_FLAG_PARTIAL_CHAIN))
  }
}
