public import TautAuth

/// A key that checks tokens, and makes them where its private part is there.
public typealias TokenSigner = SignatureVerifier & SignatureMaker

extension JSONWebKey {
  /// The key that the numbers make.
  public func signer() throws(KeyError) -> any TokenSigner {
    if case .secret(let bytes) = material { return try SecretKey(bytes) }
    return try AsymmetricKey(material)
  }
}

extension TokenKey {
  /// A key of a JSON Web Key.
  public init(_ key: JSONWebKey) throws(KeyError) {
    self.init(try key.signer(), id: key.id, only: key.algorithm)
  }
}
