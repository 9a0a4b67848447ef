public import TautAuth

extension TokenKey {
  /// A key of a JSON Web Key.
  public init(_ key: JSONWebKey) throws(KeyError) {
    if case .secret(let bytes) = key.material {
      self.init(try SecretKey(bytes), id: key.id, only: key.algorithm)
    } else {
      self.init(try AsymmetricKey(key.material), id: key.id, only: key.algorithm)
    }
  }
}
