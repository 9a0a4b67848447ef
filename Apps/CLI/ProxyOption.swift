import TautCommandLine
internal import TautHandshake

extension ValueForm where Value == ProxyURL {
  /// The URL of a proxy.
  static let proxy = ValueForm(
    name: "URL", allowed: "http://[user:password@]host:port or socks5://[user:password@]host:port",
    read: { try? ProxyURL($0) }, show: \.description)
}
