/// What is wrong with a certificate or a key.
public enum TLSFileError: Error, Sendable, Hashable {
  /// The file at `path` cannot be read; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// The file at `path` holds no certificate in PEM form.
  case noCertificate(path: String)
  /// The file at `path` holds no private key in PEM form.
  case noKey(path: String)
  /// The key at `path` is protected by a passphrase, which nobody is there to type.
  case encryptedKey(path: String)
  /// The key does not belong to the certificate.
  case keyMismatch(certificate: String, key: String)
  /// OpenSSL refuses what the file at `path` holds; `reason` is OpenSSL's.
  case refused(path: String, reason: String)
  /// OpenSSL cannot make a context; `reason` is OpenSSL's.
  case unavailable(reason: String)
}

extension TLSFileError: CustomStringConvertible {
  /// One line that names the file and what is wrong with it.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .noCertificate(let path): "\(path) holds no certificate in PEM form"
    case .noKey(let path): "\(path) holds no private key in PEM form"
    case .encryptedKey(let path): "the key in \(path) is protected by a passphrase; store it without one"
    case .keyMismatch(let certificate, let key):
      "the key in \(key) does not belong to the certificate in \(certificate)"
    case .refused(let path, let reason): "openssl refuses \(path): \(reason)"
    case .unavailable(let reason): "openssl cannot make a context: \(reason)"
    }
  }
}
