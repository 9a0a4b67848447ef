/// What an operator should hear about a key that is used all the same.
public enum KeyWarning: Sendable, Hashable, CustomStringConvertible {
  /// The secret has `bytes` bytes, and 32 would be as good as HS256 itself.
  case shortSecret(bytes: Int)

  /// One line: what is weak, and the way out.
  public var description: String {
    switch self {
    case .shortSecret(let bytes):
      "the secret has \(bytes) bytes and can be guessed from any token: use 32 random bytes or more"
    }
  }
}
