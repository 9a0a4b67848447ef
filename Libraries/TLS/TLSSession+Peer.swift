import CTautOpenSSL

extension TLSSession {
  /// The version agreed on, such as `"TLSv1.3"`.
  public var version: String {
    // The result is a C string in a table that is never freed.
    unsafe String(cString: SSL_get_version(ssl))
  }

  /// The cipher agreed on, such as `"TLS_AES_256_GCM_SHA384"`.
  public var cipher: String {
    // The result is a C string in a table that is never freed.
    unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)))
  }

  /// The application protocol agreed on, if any.
  public var applicationProtocolName: String? {
    var name: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    // The name belongs to the session and is copied at once.
    unsafe SSL_get0_alpn_selected(ssl, &name, &count)
    let bytes = unsafe UnsafeBufferPointer(start: name, count: Int(count))
    return unsafe bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }

  /// The host that a client named (SNI), on the server's side.
  public var requestedHost: String? {
    // The name belongs to the session and is copied at once.
    guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else { return nil }
    return unsafe String(cString: name)
  }

  /// The names and addresses in the peer's certificate (subjectAltName), as text.
  public var peerNames: [String] {
    // The certificate belongs to the session; the names are a copy that is freed here.
    guard let certificate = unsafe SSL_get0_peer_certificate(ssl),
      let list = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil)
    else { return [] }
    let names = OpaquePointer(list)
    defer { unsafe GENERAL_NAMES_free(names) }
    return unsafe (0..<taut_GENERAL_NAME_count(names)).compactMap { unsafe text(of: taut_GENERAL_NAME_at(names, $0)) }
  }

  private func text(of name: UnsafePointer<GENERAL_NAME>?) -> String? {
    var kind: Int32 = 0
    // The value belongs to the name; both are strings of ASN.1 for the two kinds that are read.
    guard let value = unsafe GENERAL_NAME_get0_value(name, &kind) else { return nil }
    guard kind == GEN_DNS || kind == GEN_IPADD else { return nil }
    let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
    let bytes = unsafe UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
    guard kind == GEN_IPADD else { return unsafe String(decoding: bytes, as: UTF8.self) }
    return unsafe IPAddressText.text(of: Array(bytes))
  }
}
