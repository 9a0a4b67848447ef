extension Dialect {
  /// The dialect that servers of Tautline speak at a URL, by its route; v2 where it is none of their routes.
  ///
  /// `…/ws/v2/…` is `rooms`, `…/ws/user/…` is `user`, `…/ws/events` is `event`, and `…/ws/client` is `structured` unless the query
  /// asks for version 2. What stands before, as behind a proxy, does not matter.
  public static func spoken(at url: String) -> Dialect {
    let parts = url.split(separator: "?", maxSplits: 1)
    guard let path = parts.first else { return .v2 }
    if path.contains("/ws/v2/") { return .rooms }
    if path.contains("/ws/user/") { return .user }
    if path.hasSuffix("/ws/events") { return .event }
    guard path.hasSuffix("/ws/client") else { return .v2 }
    let query = parts.dropFirst().first?.split(separator: "&") ?? []
    return query.contains("version=2") ? .v2 : .structured
  }

  /// The dialect whose servers greet with a message of this type, bare of an envelope; nil where that tells nothing.
  public static func greeting(with type: String) -> Dialect? {
    switch type {
    case "welcome": .rooms
    case "hello": .structured
    case "connection_established": .user
    default: nil
    }
  }
}
