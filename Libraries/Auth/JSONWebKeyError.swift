/// Why a JSON Web Key, or a set of them, cannot be used.
///
/// No case carries a part of a key.
public enum JSONWebKeyError: Error, Sendable, Hashable {
  /// The text is not JSON; the reason names the byte.
  case json(String)
  /// The text is longer than `limit` bytes.
  case tooLong(length: Int, limit: Int)
  /// The set has more keys than `limit`.
  case tooManyKeys(count: Int, limit: Int)
  /// The set is no object with an array `keys`.
  case notASet
  /// The key is no object.
  case notAnObject
  /// The key has two members of one name.
  case duplicateMember
  /// The key's member of this name is not there.
  case missing(String)
  /// The key's member of this name is not what its definition wants.
  case invalid(String)
  /// The key's `kty` is none of oct, RSA, EC, OKP.
  case unsupportedKind
  /// The key's `crv` is none of P-256, P-384, Ed25519.
  case unsupportedCurve
  /// The key's `alg` is none that exists here for its kind.
  case unsupportedAlgorithm
  /// The key is for encryption.
  case notForSignatures
}

extension JSONWebKeyError: CustomStringConvertible {
  /// One line that says what is wrong.
  public var description: String {
    switch self {
    case .json(let reason): "not JSON: \(reason)"
    case .tooLong(let length, let limit): "\(length) bytes exceed the limit of \(limit)"
    case .tooManyKeys(let count, let limit): "\(count) keys exceed the limit of \(limit)"
    case .notASet: "not a key set: an object with an array \"keys\""
    case .notAnObject: "the key is not an object"
    case .duplicateMember: "the key has two members of one name"
    case .missing(let name): "the key has no \(name)"
    case .invalid(let name): "the key's \(name) is not what it has to be"
    case .unsupportedKind: "the kind of key (kty) is not one of oct, RSA with two primes, EC, OKP"
    case .unsupportedCurve: "the curve (crv) is not one of P-256, P-384, Ed25519"
    case .unsupportedAlgorithm: "the algorithm (alg) does not exist here for a key of this kind"
    case .notForSignatures: "the key is not for signatures (use, key_ops)"
    }
  }
}
