internal import TautBytes

/// Where a proxy is, and how it is spoken to.
///
/// ```swift
/// let proxy = try ProxyURL("socks5://user:secret@127.0.0.1:1080")
/// ```
///
/// `http` asks an HTTP proxy for a tunnel with CONNECT (RFC 9110, 9.3.6), whatever is inside it; `socks5` and `socks5h` are one
/// thing (RFC 1928): the proxy looks the server's name up, so that the name reaches nobody else.
public struct ProxyURL: Sendable, Hashable {
  /// How a proxy is spoken to.
  public enum Kind: String, Sendable {
    /// HTTP CONNECT; the port is 8080 where the URL has none.
    case http
    /// SOCKS5; the port is 1080 where the URL has none.
    case socks5
  }

  /// How the proxy is spoken to.
  public let kind: Kind

  /// The host in lower case; an IPv6 address stands without its brackets.
  public let host: String

  /// The port.
  public let port: Int

  /// Who asks, if the URL says so.
  public let userInfo: WebSocketURL.UserInfo?

  /// Parses a URL.
  public init(_ text: String) throws(ProxyError) {
    let bytes = Array(text.utf8)
    do throws(WebSocketURLError) {
      let parts = try URLParts(bytes)
      switch parts.schemeText {
      case "http": kind = .http
      case "socks5", "socks5h": kind = .socks5
      case let other: throw WebSocketURLError.unsupportedScheme(other)
      }
      let (host, port) = try parts.hostAndPort()
      userInfo = try parts.userInfo.map { range throws(WebSocketURLError) in try .init(bytes, in: range) }
      self.host = host
      self.port = port ?? (kind == .http ? 8080 : 1080)
    } catch {
      throw .invalidURL(error)
    }
  }
}

extension ProxyURL: CustomStringConvertible {
  /// The URL without its user information, fit for a log.
  public var description: String {
    "\(kind.rawValue)://\(host.utf8.contains(.colon) ? "[\(host)]" : host):\(port)"
  }
}
