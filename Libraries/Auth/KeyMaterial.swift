/// The numbers that make a key, as a JSON Web Key writes them (RFC 7518, 6 and RFC 8037, 2).
///
/// Prints its kind and nothing else.
public enum KeyMaterial: Sendable, Hashable {
  /// `oct`: a secret that both sides have.
  case secret([UInt8])
  /// `RSA`: modulus and exponent, most significant byte first, and the private part if it is there.
  case rsa(modulus: [UInt8], exponent: [UInt8], private: RSAPrivatePart?)
  /// `EC`: the coordinates of the public point, each as long as the curve says, and the private number if it is there.
  case ellipticCurve(EllipticCurve, x: [UInt8], y: [UInt8], private: [UInt8]?)
  /// `OKP` with Ed25519: the public key and the private one if it is there, 32 bytes each.
  case ed25519(x: [UInt8], private: [UInt8]?)

  /// The algorithms that a key of this kind can be for.
  public var algorithms: [SignatureAlgorithm] {
    switch self {
    case .secret: [.hs256, .hs384, .hs512]
    case .rsa: [.rs256, .rs384, .rs512, .ps256]
    case .ellipticCurve(let curve, _, _, _): [curve.algorithm]
    case .ed25519: [.edDSA]
    }
  }
}

/// The private part of an RSA key (RFC 7518, 6.3.2), most significant byte first.
public struct RSAPrivatePart: Sendable, Hashable {
  /// The private exponent (`d`).
  public let exponent: [UInt8]
  /// The two primes (`p` and `q`), the exponents for them (`dp` and `dq`) and the coefficient (`qi`).
  public let factors: [[UInt8]]

  /// Makes it from its numbers; `factors` are `p`, `q`, `dp`, `dq` and `qi`.
  public init(exponent: [UInt8], factors: [[UInt8]]) {
    precondition(factors.count == 5, "an RSA key has five factors")
    self.exponent = exponent
    self.factors = factors
  }
}

extension KeyMaterial: CustomStringConvertible, CustomReflectable {
  /// The kind of the key.
  public var description: String {
    switch self {
    case .secret(let bytes): "a secret of \(bytes.count) bytes"
    case .rsa(let modulus, _, _): "an RSA key of \(8 * modulus.drop { $0 == 0 }.count) bits"
    case .ellipticCurve(let curve, _, _, _): "a key on \(curve.rawValue)"
    case .ed25519: "an Ed25519 key"
    }
  }

  /// No parts.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RSAPrivatePart: CustomStringConvertible, CustomReflectable {
  /// Nothing of the key.
  public var description: String { "the private part of an RSA key" }

  /// No parts.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
