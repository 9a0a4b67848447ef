public import TautJSON

/// A key as JSON (RFC 7517, 4).
public struct JSONWebKey: Sendable, Hashable {
  /// What tokens name the key by (`kid`).
  public var id: String?

  /// The one algorithm that the key is for (`alg`); nil where its kind decides.
  public var algorithm: SignatureAlgorithm?

  /// The key's numbers.
  public var material: KeyMaterial

  /// Makes a key from its parts.
  public init(id: String? = nil, algorithm: SignatureAlgorithm? = nil, material: KeyMaterial) {
    precondition(algorithm.map(material.algorithms.contains) ?? true, "a key is for an algorithm of its own kind")
    self.id = id
    self.algorithm = algorithm
    self.material = material
  }

  /// Reads a key that checks signatures.
  public init(_ value: JSONValue) throws(JSONWebKeyError) {
    guard let object = value.object else { throw .notAnObject }
    guard Set(object.members.map(\.name)).count == object.members.count else { throw .duplicateMember }
    if let use = try object.text("use"), use != "sig" { throw .notForSignatures }
    if let operations = object["key_ops"] {
      guard let names = operations.array?.compactMap(\.string) else { throw .invalid("key_ops") }
      guard names.contains("verify") || names.contains("sign") else { throw .notForSignatures }
    }
    id = try object.text("kid")
    material = try KeyMaterial(object)
    guard let name = try object.text("alg") else { return }
    guard let algorithm = SignatureAlgorithm(rawValue: name), material.algorithms.contains(algorithm) else {
      throw .unsupportedAlgorithm
    }
    self.algorithm = algorithm
  }
}

extension KeyMaterial {
  fileprivate init(_ object: JSONObject) throws(JSONWebKeyError) {
    guard let kind = try object.text("kty") else { throw .missing("kty") }
    switch kind {
    case "oct":
      self = .secret(try object.bytes("k"))
    case "RSA":
      self = .rsa(modulus: try object.bytes("n"), exponent: try object.bytes("e"), private: try object.rsaPrivatePart())
    case "EC":
      guard let curve = try object.text("crv").flatMap(EllipticCurve.init) else { throw .unsupportedCurve }
      let length = curve.coordinateLength
      self = .ellipticCurve(
        curve, x: try object.bytes("x", count: length), y: try object.bytes("y", count: length),
        private: try object.optionalBytes("d", count: length))
    case "OKP":
      guard try object.text("crv") == "Ed25519" else { throw .unsupportedCurve }
      self = .ed25519(x: try object.bytes("x", count: 32), private: try object.optionalBytes("d", count: 32))
    default:
      throw .unsupportedKind
    }
  }
}
