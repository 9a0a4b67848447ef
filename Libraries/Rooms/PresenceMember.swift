/// Who is present: a user, or a connection that belongs to none.
public enum PresenceMember: Sendable, Hashable {
  /// A user, however many connections it has.
  case user(String)
  /// A client without a user, by its client id.
  case client(String)
}

extension PresenceMember: Comparable {
  /// Users stand before clients, each in the order of their ids.
  public static func < (left: PresenceMember, right: PresenceMember) -> Bool {
    switch (left, right) {
    case (.user(let left), .user(let right)), (.client(let left), .client(let right)): left < right
    case (.user, .client): true
    case (.client, .user): false
    }
  }
}
