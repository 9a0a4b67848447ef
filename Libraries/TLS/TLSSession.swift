import CTautOpenSSL

/// The TLS of one connection: bytes from the network go in, bytes of the application come out, and the other way.
///
/// A session does no input and output. Its event loop lends it what was received and sends what it leaves in the
/// loop's ``TLSBuffers``:
///
/// ```swift
/// session.feed(received)                       // valid until the session has taken it
/// guard try session.handshake() == .done else { … }
/// loop: while true {
///   switch try session.read(into: plaintext) {
///   case .bytes(let count): handle(plaintext[..<count])
///   case .wantsMore, .closed: break loop       // `received` is free again
///   }
/// }
/// try session.write(answer)
/// send(buffers.ciphertext)                     // also after an error: it holds the alert that tells the peer why
/// buffers.removeCiphertext()
/// ```
///
/// What is fed is taken when a call says `wantsMore`; a loop that stops before that keeps ``unread`` itself. OpenSSL
/// holds partial records. An idle session takes about 14 KB.
@safe
public final class TLSSession {
  let ssl: OpaquePointer
  private let bio: OpaquePointer
  let buffers: TLSBuffers
  private let host: String?
  private var isEstablished = false

  /// The server's side of a connection.
  public init(server context: TLSContext, buffers: TLSBuffers) throws(TLSError) {
    host = nil
    self.buffers = buffers
    // The new session holds a reference to the context, and lives until deinit.
    unsafe (ssl, bio) = unsafe try Self.make(context, buffers)
    unsafe SSL_set_accept_state(ssl)
  }

  /// A client's side of a connection to `host`, a name or an address, which the server's certificate must name.
  public init(client context: TLSContext, host: String, buffers: TLSBuffers) throws(TLSError) {
    self.host = host
    self.buffers = buffers
    // The new session holds a reference to the context, and lives until deinit.
    unsafe (ssl, bio) = unsafe try Self.make(context, buffers)
    unsafe SSL_set_connect_state(ssl)
    try expect(host)
  }

  deinit {
    // The session owns the BIO; the wire must not keep an address that another BIO may get.
    unsafe buffers.wire.pointee.forget(bio)
    unsafe SSL_free(ssl)
  }

  private static func make(
    _ context: TLSContext, _ buffers: TLSBuffers
  ) throws(TLSError) -> (OpaquePointer, OpaquePointer) {
    // The wire outlives the BIO, because the session holds a reference to the buffers.
    guard let ssl = unsafe SSL_new(context.pointer) else { throw .outOfMemory }
    guard let bio = unsafe WireBIO.make(buffers.wire) else {
      unsafe SSL_free(ssl)
      throw .outOfMemory
    }
    unsafe SSL_set_bio(ssl, bio, bio)
    return unsafe (ssl, bio)
  }

  /// Names the server to itself (SNI, RFC 6066, 3: names only, without a final dot) and to the verification.
  private func expect(_ host: String) throws(TLSError) {
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    // The parameters belong to the session; OpenSSL copies the names.
    let parameters = unsafe SSL_get0_param(ssl)
    if unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 { return }
    OpenSSLError.clear()
    unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
    guard unsafe SSL_set1_host(ssl, name) == 1, unsafe taut_SSL_set_tlsext_host_name(ssl, name) == 1 else {
      throw .handshake(reason: "no host can be named \"\(host)\"")
    }
  }
}

// MARK: - From the network

extension TLSSession {
  /// How far a handshake has come.
  public enum Handshake: Sendable, Hashable {
    /// The connection is secure, and ready to read and write.
    case done
    /// The peer must send more; there may be something to send first.
    case wantsMore
  }

  /// What reading found.
  public enum Reading: Sendable, Hashable {
    /// So many bytes of plaintext, at least one.
    case bytes(Int)
    /// Everything fed has been taken.
    case wantsMore
    /// The peer has said that it sends no more (close_notify).
    case closed
  }

  /// Lends `bytes` from the network to the session, until it has taken them or is fed again.
  public func feed(_ bytes: UnsafeRawBufferPointer) {
    // The wire lives as long as the buffers.
    unsafe precondition(buffers.wire.pointee.input.isEmpty, "let a session take what it was fed before the next feed")
    unsafe buffers.wire.pointee.input = bytes
    unsafe buffers.wire.pointee.reader = bio
  }

  /// What was fed and not taken, for a loop that stops reading early; the session forgets it.
  public func takeUnread() -> [UInt8] {
    // The bytes are those of the last `feed`, which are valid until now.
    defer { unsafe buffers.wire.pointee.forget(bio) }
    return unsafe buffers.wire.pointee.reader == bio ? Array(buffers.wire.pointee.input) : []
  }

  /// Takes the handshake as far as what was fed allows.
  public func handshake() throws(TLSError) -> Handshake {
    guard !isEstablished else { return .done }
    OpenSSLError.clear()
    // The session is valid until deinit.
    let result = unsafe SSL_do_handshake(ssl)
    guard result != 1 else {
      isEstablished = true
      return .done
    }
    guard unsafe SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else { throw failure() }
    return .wantsMore
  }

  /// Decrypts up to `buffer.count` bytes; call it until it says `wantsMore` or `closed`.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(TLSError) -> Reading {
    precondition(isEstablished, "finish the handshake before reading")
    guard hasInput else { return .wantsMore }
    OpenSSLError.clear()
    var count = 0
    // OpenSSL writes up to `buffer.count` bytes.
    let result = unsafe SSL_read_ex(ssl, buffer.baseAddress, buffer.count, &count)
    guard result != 1 else { return .bytes(count) }
    switch unsafe SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ: return .wantsMore
    case SSL_ERROR_ZERO_RETURN: return .closed
    default: throw failure()
    }
  }
}

extension TLSSession {
  /// Whether reading can find anything.
  ///
  /// OpenSSL would find out at the price of half a record.
  private var hasInput: Bool {
    // The wire lives as long as the buffers, and the session until deinit.
    let hasFed = unsafe buffers.wire.pointee.reader == bio && !buffers.wire.pointee.input.isEmpty
    return unsafe hasFed || SSL_has_pending(ssl) == 1
  }
}

// MARK: - To the network

extension TLSSession {
  /// Encrypts all of `bytes`, in records of up to 16 KB, into the loop's buffers.
  ///
  /// The ciphertext is a little longer than the plaintext; write a large message in parts to bound it.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(TLSError) {
    precondition(isEstablished, "finish the handshake before writing")
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      OpenSSLError.clear()
      var count = 0
      let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
      // OpenSSL reads up to `part.count` bytes and says how many it took.
      guard unsafe SSL_write_ex(ssl, part.baseAddress, part.count, &count) == 1 else { throw failure() }
      unsafe rest = rest.dropFirst(count)
    }
  }

  /// Tells the peer that nothing more is sent (close_notify).
  public func close() {
    // The result does not matter: before a handshake there is nobody to tell.
    unsafe SSL_shutdown(ssl)
    OpenSSLError.clear()
  }
}

// MARK: - Failure

extension TLSSession {
  private func failure() -> TLSError {
    let error = OpenSSLError.take()
    // Nobody reads the rest of what was fed.
    unsafe buffers.wire.pointee.forget(bio)
    if let name = error.alertName { return .alert(name: name) }
    if error.isSSL(SSL_R_CERTIFICATE_VERIFY_FAILED) { return .untrusted(host: host, reason: verificationReason) }
    if error.isSSL(SSL_R_HTTP_REQUEST) || error.isSSL(SSL_R_HTTPS_PROXY_REQUEST) { return .plainHTTP }
    if error.isSSL(SSL_R_NO_APPLICATION_PROTOCOL) { return .applicationProtocol }
    if isEstablished { return .record(reason: error.text) }
    return error.isSSL(SSL_R_WRONG_VERSION_NUMBER) ? .notTLS : .handshake(reason: error.text)
  }

  private var verificationReason: String {
    // The result is a C string in a table that is never freed.
    unsafe String(cString: X509_verify_cert_error_string(SSL_get_verify_result(ssl)))
  }
}
