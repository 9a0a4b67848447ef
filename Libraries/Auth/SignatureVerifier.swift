/// A key that can tell whether it signed something.
///
/// TautAuth decides and computes nothing: TautCrypto's keys are verifiers, and a test may bring one of its own.
public protocol SignatureVerifier: Sendable {
  /// The algorithms that the kind of the key allows; never those of another kind.
  ///
  /// So a public key is never a secret: which algorithm may check a signature follows from the key, not from the token.
  var algorithms: [SignatureAlgorithm] { get }

  /// Whether `signature` is the key's signature of `message`.
  ///
  /// Any bytes may come; whatever is no signature of this key is `false`. `algorithm` is one of ``algorithms``.
  func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool
}

/// A key that can sign.
public protocol SignatureMaker: Sendable {
  /// The algorithms that the key can sign with, the usual one first; empty where it can only verify.
  var signingAlgorithms: [SignatureAlgorithm] { get }

  /// The signature of `message`, or nil where the key cannot make one.
  func sign(_ message: [UInt8], by algorithm: SignatureAlgorithm) -> [UInt8]?
}
