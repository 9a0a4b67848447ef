/// Which web pages may open a WebSocket here.
///
/// A browser lets any page connect to any server and sends the user's cookies along; `Origin` is the only sign of where the
/// page came from (RFC 6455, 10.2). A client that is no browser sends none, and is let in.
public struct OriginPolicy: Sendable, Hashable {
  /// Whether a page may connect to the host it came from.
  ///
  /// Default: true.
  public var allowsOwn = true

  /// Whether every page may connect.
  ///
  /// Default: false.
  public var allowsAny = false

  private var allowed: Set<String> = []

  /// The own origin alone.
  public init() {}

  /// The own origin and those in `origins`, each as `https://example.com` with its port where it is not the default; `*`
  /// stands for all.
  public init(allowing origins: [String]) {
    for origin in origins where !origin.isEmpty {
      if origin == "*" { allowsAny = true } else { allowed.insert(Self.normalized(origin)) }
    }
  }

  /// Refuses `head` where it comes from a page that may not connect.
  public func check(_ head: RequestHead) throws(UpgradeRefusal) {
    guard !allowsAny, let origin = head.fields["Origin"] else { return }
    guard !head.fields.hasSeveral(named: "Origin"), allows(origin, host: head.host)
    else { throw .originNotAllowed(origin) }
  }

  /// Whether a page from `origin` may connect to `host`.
  func allows(_ origin: String, host: String) -> Bool {
    if allowsOwn && (origin == "http://" + host || origin == "https://" + host) { return true }
    let origin = Self.normalized(origin)
    if allowed.contains(origin) { return true }
    guard allowsOwn, let scheme = ["http://", "https://"].first(where: { origin.hasPrefix($0) }) else { return false }
    // Behind a proxy that ends TLS this side does not see the scheme, so the host and port decide. A port that the host
    // leaves out is the one of the page's scheme.
    return origin == Self.normalized(scheme + host)
  }

  /// In lower case and without the default port of its scheme (RFC 6454, 6.2).
  private static func normalized(_ origin: String) -> String {
    let origin = origin.lowercased()
    for (scheme, port) in [("http://", ":80"), ("https://", ":443")]
    where origin.hasPrefix(scheme) && origin.hasSuffix(port) {
      return String(origin.dropLast(port.count))
    }
    return origin
  }
}
