/// A curve that ECDSA signs on (RFC 7518, 6.2.1.1).
public enum EllipticCurve: String, Sendable, Hashable, CaseIterable {
  /// NIST P-256, for ES256.
  case p256 = "P-256"
  /// NIST P-384, for ES384.
  case p384 = "P-384"

  /// The length of a coordinate, and of each half of a signature, in bytes.
  public var coordinateLength: Int {
    switch self {
    case .p256: 32
    case .p384: 48
    }
  }

  /// The algorithm that signs on this curve.
  public var algorithm: SignatureAlgorithm {
    switch self {
    case .p256: .es256
    case .p384: .es384
    }
  }
}
