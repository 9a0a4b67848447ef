/// A way to sign a token, by its name in the header (RFC 7518, 3.1 and RFC 8037, 3.1).
///
/// `none` is no case: a token without a signature is refused before a key is looked for.
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// HMAC with SHA-256.
  case hs256 = "HS256"
  /// HMAC with SHA-384.
  case hs384 = "HS384"
  /// HMAC with SHA-512.
  case hs512 = "HS512"
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  case rs256 = "RS256"
  /// RSASSA-PKCS1-v1_5 with SHA-384.
  case rs384 = "RS384"
  /// RSASSA-PKCS1-v1_5 with SHA-512.
  case rs512 = "RS512"
  /// RSASSA-PSS with SHA-256.
  case ps256 = "PS256"
  /// ECDSA with P-256 and SHA-256.
  case es256 = "ES256"
  /// ECDSA with P-384 and SHA-384.
  case es384 = "ES384"
  /// EdDSA with Ed25519.
  case edDSA = "EdDSA"
}

extension SignatureAlgorithm: CustomStringConvertible {
  /// The name in the header.
  public var description: String { rawValue }
}
