/// Why something cannot be revoked.
public enum RevocationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name is empty.
  case empty
  /// The name has `length` bytes and the limit is `limit`.
  case tooLong(length: Int, limit: Int)
  /// The list holds as many entries as it may, and none of them is over.
  case full(limit: Int)

  /// One line that says what is wrong, and the way out.
  public var description: String {
    switch self {
    case .empty: "a token id or a user is empty"
    case .tooLong(let length, let limit): "a token id or user of \(length) bytes exceeds the limit of \(limit)"
    case .full(let limit): "\(limit) entries are revoked, which is the limit: replace the signing key instead"
    }
  }
}
