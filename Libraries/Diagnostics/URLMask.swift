/// Hides what must not be read in a log.
enum URLMask {
  /// The names of query items that carry a secret.
  private static let secrets: Set<Substring> = ["token", "access_token", "jwt", "ticket", "key", "password"]

  /// The URL with the values of secret query items replaced, and without user and password.
  static func masked(_ url: String) -> String {
    let url = withoutUser(url)
    guard let mark = url.firstIndex(of: "?") else { return url }
    let items = url[url.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
    return String(url[...mark]) + items.map(masked(item:)).joined(separator: "&")
  }

  private static func masked(item: Substring) -> String {
    let name = item.prefix { $0 != "=" }
    let isSecret = name.count < item.count && secrets.contains(name.lowercased()[...])
    return isSecret ? name + "=***" : String(item)
  }

  private static func withoutUser(_ url: String) -> String {
    guard let start = url.firstRange(of: "://")?.upperBound else { return url }
    let authority = url[start...].prefix { $0 != "/" && $0 != "?" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    return String(url[..<start]) + url[url.index(after: at)...]
  }
}
