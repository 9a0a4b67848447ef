internal import CTautOpenSSL

/// What two peers agreed on, and what the other one showed.
public struct TLSSummary: Sendable, Hashable {
  /// The version, such as `"TLSv1.3"`.
  public var version: String
  /// The cipher, such as `"TLS_AES_256_GCM_SHA384"`.
  public var cipher: String
  /// The names and addresses in the peer's certificate.
  public var names: [String]
  /// How long the peer's certificate is still valid; negative when it has expired, nil when there is none.
  public var remainingValidity: Duration?

  /// Describes a session.
  public init(version: String, cipher: String, names: [String] = [], remainingValidity: Duration? = nil) {
    self.version = version
    self.cipher = cipher
    self.names = names
    self.remainingValidity = remainingValidity
  }
}

extension TLSSession {
  /// What was agreed on, once the handshake is done.
  public var summary: TLSSummary {
    TLSSummary(version: version, cipher: cipher, names: peerNames, remainingValidity: remainingValidity)
  }

  private var remainingValidity: Duration? {
    // The certificate and its time belong to the session; the result is two numbers.
    guard let certificate = unsafe SSL_get0_peer_certificate(ssl) else { return nil }
    var days: Int32 = 0
    var seconds: Int32 = 0
    // Without a first time, OpenSSL counts from the present.
    guard unsafe ASN1_TIME_diff(&days, &seconds, nil, X509_get0_notAfter(certificate)) == 1 else { return nil }
    return .seconds(Int64(days) * 86_400 + Int64(seconds))
  }
}
