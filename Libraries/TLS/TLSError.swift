/// Why a TLS connection cannot begin or go on.
public enum TLSError: Error, Sendable, Hashable {
  /// The peer's certificate is not believed. `reason` is OpenSSL's; `host` is whom a client wanted to reach.
  case untrusted(host: String?, reason: String)
  /// The peer says that it gives up. `name` is the alert's, such as `"unknown ca"` (RFC 8446, 6.2).
  case alert(name: String)
  /// A client speaks plain HTTP to this TLS port.
  case plainHTTP
  /// What came is not TLS.
  case notTLS
  /// A client offers application protocols, but not `http/1.1` (RFC 7301).
  case applicationProtocol
  /// The handshake failed for another `reason`, which is OpenSSL's.
  case handshake(reason: String)
  /// A record after the handshake is wrong. `reason` is OpenSSL's.
  case record(reason: String)
  /// There is no memory for the session.
  case outOfMemory
}

extension TLSError: CustomStringConvertible {
  /// One line that says what happened and, where there is one, the way out.
  public var description: String {
    switch self {
    case .untrusted(let host, let reason):
      "the certificate of \(host ?? "the client") is not trusted: \(reason)"
    case .alert(let name): "the peer ended the tls connection with the alert: \(name)"
    case .plainHTTP: "plain http request on a tls port"
    case .notTLS: "the peer does not speak tls"
    case .applicationProtocol: "the client offers application protocols, but not http/1.1"
    case .handshake(let reason): "tls handshake failed: \(reason)"
    case .record(let reason): "tls record is wrong: \(reason)"
    case .outOfMemory: "no memory for a tls session"
    }
  }
}
