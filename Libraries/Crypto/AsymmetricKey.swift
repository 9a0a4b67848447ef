import CTautOpenSSL
public import TautAuth

/// A public key, or a pair with its private key, of libcrypto.
///
/// Unchecked: libcrypto's keys do not change after they are made, and may be used from several threads at a time.
///
/// Prints its kind and nothing else.
@safe
public final class AsymmetricKey: @unchecked Sendable {
  /// What the key is.
  public enum Kind: Sendable, Hashable {
    /// RSA with a modulus of so many bits.
    case rsa(bits: Int)
    /// A point on a curve.
    case ellipticCurve(EllipticCurve)
    /// Ed25519.
    case ed25519
  }

  /// The fewest bits of an RSA key.
  ///
  /// RFC 7518, 3.3: "A key of size 2048 bits or larger MUST be used". Smaller ones are refused.
  public static let smallestRSA = 2048

  /// What the key is.
  public let kind: Kind

  /// Whether the private part is there, so that the key can sign.
  public let isPrivate: Bool

  let pointer: OpaquePointer

  /// Takes the key at `pointer` over, and frees it where it is of no use.
  init(owning pointer: OpaquePointer, isPrivate: Bool) throws(KeyError) {
    do throws(KeyError) {
      kind = try unsafe Kind(pointer)
    } catch {
      // Nobody else has it.
      unsafe EVP_PKEY_free(pointer)
      throw error
    }
    unsafe self.pointer = pointer
    self.isPrivate = isPrivate
  }

  deinit {
    // Owned since `init`.
    unsafe EVP_PKEY_free(pointer)
  }
}

extension AsymmetricKey.Kind {
  fileprivate init(_ key: OpaquePointer) throws(KeyError) {
    // The key is the caller's during this call.
    switch unsafe EVP_PKEY_get_base_id(key) {
    case NID_rsaEncryption:
      let bits = unsafe Int(EVP_PKEY_get_bits(key))
      guard bits >= AsymmetricKey.smallestRSA else {
        throw .tooSmall(bits: bits, minimum: AsymmetricKey.smallestRSA)
      }
      self = .rsa(bits: bits)
    case NID_X9_62_id_ecPublicKey: self = .ellipticCurve(try unsafe Self.curve(of: key))
    case NID_ED25519: self = .ed25519
    case let other:
      let name = unsafe OBJ_nid2sn(other).map { unsafe String(cString: $0) }
      throw .unsupported("a key of the kind \(name ?? "unknown")")
    }
  }

  private static func curve(of key: OpaquePointer) throws(KeyError) -> EllipticCurve {
    var name = [CChar](repeating: 0, count: 64)
    var length = 0
    // Writes at most 64 bytes, the last of them zero; the key is the caller's during this call.
    guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else {
      throw .unsupported("a key on an unnamed curve")
    }
    let text = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    switch text {
    case "prime256v1", "P-256": return .p256
    case "secp384r1", "P-384": return .p384
    default: throw .unsupported("a key on the curve \(text)")
    }
  }
}

extension AsymmetricKey.Kind: CustomStringConvertible {
  /// The kind in words.
  public var description: String {
    switch self {
    case .rsa(let bits): "an RSA key of \(bits) bits"
    case .ellipticCurve(let curve): "a key on \(curve.rawValue)"
    case .ed25519: "an Ed25519 key"
    }
  }
}

extension AsymmetricKey: CustomStringConvertible, CustomReflectable {
  /// The kind.
  public var description: String { "\(kind)\(isPrivate ? " with its private part" : "")" }

  /// No parts.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
