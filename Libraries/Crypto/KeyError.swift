/// Why a key cannot be used.
///
/// No case carries a part of a key.
public enum KeyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The secret is empty.
  case emptySecret
  /// The secret is a key in PEM form.
  case secretIsPEM
  /// The text has no key, or no certificate, in PEM form.
  case noPEM
  /// The private key is protected by a passphrase.
  case encrypted
  /// The key is of a kind that signs no tokens.
  case unsupported(String)
  /// The RSA key has `bits` bits and needs `minimum`.
  case tooSmall(bits: Int, minimum: Int)
  /// The numbers are no key; the reason is OpenSSL's.
  case invalid(String)

  /// One line: what is wrong, and the way out.
  public var description: String {
    switch self {
    case .emptySecret: "the secret is empty"
    case .secretIsPEM: "the secret is a key in PEM form: name its file as a key file, not as the secret"
    case .noPEM: "there is no key and no certificate in PEM form"
    case .encrypted: "the private key is protected by a passphrase: store it without one"
    case .unsupported(let kind): "\(kind) signs no tokens here: use RSA, P-256, P-384 or Ed25519"
    case .tooSmall(let bits, let minimum): "the RSA key has \(bits) bits, and fewer than \(minimum) are not safe"
    case .invalid(let reason): "the key is not valid: \(reason)"
    }
  }
}
