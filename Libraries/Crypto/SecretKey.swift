public import TautAuth

/// A secret that issuer and server share, for HS256, HS384 and HS512.
///
/// Prints its length and nothing else.
public struct SecretKey: Sendable {
  private let bytes: [UInt8]

  /// Makes a key of bytes.
  ///
  /// - Throws: ``KeyError`` when there are none, or when they are a key in PEM form: a public key that serves as a secret
  ///   is a door for everybody who has read it.
  public init(_ bytes: [UInt8]) throws(KeyError) {
    guard !bytes.isEmpty else { throw .emptySecret }
    guard !bytes.starts(with: Array("-----BEGIN ".utf8)) else { throw .secretIsPEM }
    self.bytes = bytes
  }

  /// Makes a key of a text's UTF-8 bytes.
  public init(_ text: String) throws(KeyError) {
    try self.init(Array(text.utf8))
  }

  /// A fresh key of 64 bytes, enough for each of the three.
  public static func generate() -> SecretKey {
    SecretKey(unchecked: SystemRandom.bytes(count: 64))
  }

  private init(unchecked bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What an operator should hear of this key: a secret that is shorter than the shortest hash can be guessed offline.
  ///
  /// RFC 7518, 3.2 asks for as many bytes as the hash has. Shorter ones work all the same, because the world is full of
  /// them.
  public var warning: KeyWarning? {
    bytes.count < HashFunction.sha256.digestLength ? .shortSecret(bytes: bytes.count) : nil
  }

  /// The bytes, for whoever has to store them.
  public var rawBytes: [UInt8] { bytes }
}

extension SecretKey: SignatureVerifier, SignatureMaker {
  /// The three of HMAC.
  public var algorithms: [SignatureAlgorithm] { [.hs256, .hs384, .hs512] }

  /// The three of HMAC.
  public var signingAlgorithms: [SignatureAlgorithm] { algorithms }

  /// The code of `message`.
  public func sign(_ message: [UInt8], by algorithm: SignatureAlgorithm) -> [UInt8]? {
    Self.hash(algorithm)?.authenticationCode(for: message.span, key: bytes.span)
  }

  /// Whether `signature` is the code of `message`, in a time that does not depend on how much of it is right.
  public func isValid(_ signature: [UInt8], of message: [UInt8], by algorithm: SignatureAlgorithm) -> Bool {
    guard let code = sign(message, by: algorithm) else { return false }
    return equalsInConstantTime(code.span, signature.span)
  }

  private static func hash(_ algorithm: SignatureAlgorithm) -> HashFunction? {
    switch algorithm {
    case .hs256: .sha256
    case .hs384: .sha384
    case .hs512: .sha512
    default: nil
    }
  }
}

extension SecretKey: CustomStringConvertible, CustomReflectable {
  /// The length.
  public var description: String { "a secret of \(bytes.count) bytes" }

  /// No parts.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
