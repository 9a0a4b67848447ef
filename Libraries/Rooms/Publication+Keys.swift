import TautJSON

extension Publication {
  /// The value at a path of the payload as it is spelled, and `nil` where there is none.
  func value(at path: JSONPath) -> [UInt8]? {
    withPayload { payload in
      guard let root = try? JSONScanner().scan(payload) else { return nil }
      return root.value(at: path, in: payload)?.copy(in: payload)
    }
  }

  /// What is compared where only the latest per key is kept: the value at the path as it is spelled.
  ///
  /// The empty path has one key for all; so have the payloads that have nothing there.
  func key(at path: JSONPath) -> [UInt8] {
    path.names.isEmpty ? [] : value(at: path) ?? []
  }
}
