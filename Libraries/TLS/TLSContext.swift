import CTautOpenSSL

/// What all TLS connections of one server, or of one kind of client, have in common.
///
/// TLS 1.2 and newer, ciphers with forward secrecy and authenticated encryption only, ALPN `http/1.1`, no compression,
/// no renegotiation, no session cache and no tickets (their keys would end with the process, which is when all clients
/// come back at once; so they would cost memory and help nobody).
///
/// ```swift
/// let context = try TLSContext.server(certificateFile: "chain.pem", keyFile: "key.pem")
/// let session = try TLSSession(server: context, buffers: buffers)
/// ```
///
/// Unchecked: OpenSSL counts references to a context atomically, and this class never changes one after its init.
@safe
public final class TLSContext: @unchecked Sendable {
  let pointer: OpaquePointer

  /// What is suspicious about the certificate though it was loaded, a line for each.
  public let warnings: [String]

  init(owning pointer: OpaquePointer, warnings: [String]) {
    unsafe self.pointer = unsafe pointer
    self.warnings = warnings
  }

  deinit {
    // The reference that `make` returned; sessions hold their own.
    unsafe SSL_CTX_free(pointer)
  }
}

extension TLSContext {
  /// A server that shows the certificates in `certificateFile`, its own first, and holds the key in `keyFile`.
  ///
  /// Both are PEM files. With `clientTrustFile` a client must show a certificate that one in this file has signed.
  public static func server(
    certificateFile: String, keyFile: String, clientTrustFile: String? = nil
  ) throws(TLSFileError) -> TLSContext {
    // OpenSSL's methods are constants.
    var builder = try unsafe TLSContextBuilder(method: TLS_server_method())
    try builder.use(certificateFile: certificateFile, keyFile: keyFile)
    if let clientTrustFile { try builder.requireClientCertificate(trustFile: clientTrustFile) }
    builder.selectApplicationProtocol()
    return builder.finish()
  }

  /// A client that believes `trust`, and shows the certificate in `certificateFile` to servers that ask for one.
  ///
  /// Without `keyFile` the key stands in `certificateFile` as well.
  public static func client(
    trust: TLSTrust = .system, certificateFile: String? = nil, keyFile: String? = nil
  ) throws(TLSFileError) -> TLSContext {
    // OpenSSL's methods are constants.
    var builder = try unsafe TLSContextBuilder(method: TLS_client_method())
    try builder.verifyServer(trust)
    if let certificateFile { try builder.use(certificateFile: certificateFile, keyFile: keyFile ?? certificateFile) }
    builder.offerApplicationProtocol()
    return builder.finish()
  }
}
