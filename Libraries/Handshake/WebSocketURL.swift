/// A `ws://` or `wss://` URL (RFC 6455, 3), parsed strictly.
///
/// ```swift
/// let url = try WebSocketURL("wss://example.com/ws?token=a%20b")
/// url.host    // "example.com"
/// url.port    // 443
/// url.target  // "/ws?token=a%20b"
/// ```
public struct WebSocketURL: Sendable, Hashable {
  /// Who asks, from the part before the `@`.
  public struct UserInfo: Sendable, Hashable {
    /// The user's name, decoded.
    public let user: String
    /// The password, decoded; empty where there is none.
    public let password: String
  }

  /// Whether the connection uses TLS.
  public let isSecure: Bool

  /// Who asks, if the URL says so.
  public let userInfo: UserInfo?

  /// The host in lower case; an IPv6 address stands without its brackets.
  public let host: String

  /// The port; 80 for `ws` and 443 for `wss` where the URL has none.
  public let port: Int

  /// The path and the query as a request line has them; at least `/`.
  public let target: String

  /// Parses a URL.
  public init(_ text: String) throws(WebSocketURLError) {
    let bytes = Array(text.utf8)
    let parts = try URLParts(bytes)
    let (host, port) = try parts.hostAndPort()
    isSecure = try parts.isSecure()
    if let range = parts.userInfo { userInfo = try UserInfo(bytes, in: range) } else { userInfo = nil }
    self.host = host
    self.port = port ?? (isSecure ? 443 : 80)
    target = parts.requestTarget
  }

  /// The host and port as the Host field has them: an IPv6 address in brackets, no default port.
  public var hostField: String {
    let host = host.utf8.contains(.colon) ? "[\(host)]" : host
    return port == (isSecure ? 443 : 80) ? host : "\(host):\(port)"
  }
}

extension WebSocketURL: CustomStringConvertible {
  /// The URL without its user information; its query may still hold a token.
  public var description: String { (isSecure ? "wss://" : "ws://") + hostField + target }
}

extension WebSocketURL.UserInfo {
  init(_ bytes: [UInt8], in range: Range<Int>) throws(WebSocketURLError) {
    let colon = bytes[range].firstIndex(of: .colon) ?? range.upperBound
    let password = min(colon + 1, range.upperBound)..<range.upperBound
    guard let user = bytes.percentDecoded(range.lowerBound..<colon, plusIsSpace: false),
      let password = bytes.percentDecoded(password, plusIsSpace: false),
      // RFC 7617, 2: the first colon would end the name.
      !user.utf8.contains(.colon)
    else { throw .invalidUserInfo }
    self.init(user: user, password: password)
  }

  /// The value of an Authorization field (RFC 7617).
  var basicAuthorization: String { "Basic " + "\(user):\(password)".utf8.base64 }
}
