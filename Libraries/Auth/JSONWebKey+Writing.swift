internal import TautBytes
public import TautJSON

extension JSONWebKey {
  /// The key as JSON, without its private part; a secret has no other part, and gives nil.
  public var publicJSON: JSONValue? {
    guard let numbers = material.publicNumbers else { return nil }
    var object = JSONObject()
    for (name, value) in numbers { object[name] = .string(value) }
    object["use"] = "sig"
    object["alg"] = algorithm.map { .string($0.rawValue) }
    object["kid"] = id.map { .string($0) }
    return .object(object)
  }
}

extension KeyMaterial {
  fileprivate var publicNumbers: [(String, String)]? {
    switch self {
    case .secret: nil
    case .rsa(let modulus, let exponent, _):
      [("kty", "RSA"), ("n", Self.text(modulus)), ("e", Self.text(exponent))]
    case .ellipticCurve(let curve, let x, let y, _):
      [("kty", "EC"), ("crv", curve.rawValue), ("x", Self.text(x)), ("y", Self.text(y))]
    case .ed25519(let x, _):
      [("kty", "OKP"), ("crv", "Ed25519"), ("x", Self.text(x))]
    }
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes.span, alphabet: .urlSafe), as: UTF8.self)
  }
}
