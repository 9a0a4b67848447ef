internal import TautBytes

/// Why a proxy does not open the way to a server.
public enum ProxyError: Error, Sendable, Hashable {
  /// The text is no URL of a proxy.
  case invalidURL(WebSocketURLError)
  /// A name, a user or a password has more bytes than SOCKS5 can carry.
  case tooLong(what: String, count: Int)
  /// The answer of the HTTP proxy is no head of a response.
  case malformedHead(HeadError)
  /// The HTTP proxy refused.
  case refused(Status, reason: String)
  /// The answer begins with a byte that is not SOCKS5's 5.
  case notSOCKS5(UInt8)
  /// The SOCKS5 proxy wants another way to log in, or any where we have none.
  case unacceptableLogin
  /// The SOCKS5 proxy does not believe the user and the password (RFC 1929).
  case wrongLogin
  /// The SOCKS5 proxy refused with a reply code (RFC 1928, 6).
  case refusedReply(UInt8)
  /// The proxy ended the connection before it had answered.
  case ended
}

extension ProxyError: CustomStringConvertible {
  /// One line that says what happened and the way out.
  public var description: String {
    switch self {
    case .invalidURL(.missingScheme), .invalidURL(.unsupportedScheme):
      "a proxy is written http://host:port or socks5://host:port"
    case .invalidURL(let error): "in the proxy: \(error)"
    case .tooLong(let what, let count): "the \(what) has \(count) bytes and socks5 carries up to 255"
    case .malformedHead(let error): "the proxy's answer is not http: \(error)"
    // RFC 9110, 15.5.8 has 407; some proxies say 401 where a login is wrong.
    case .refused(let status, _) where status.code == 407 || status.code == 401:
      "the proxy wants a login (\(status.code)): write it as http://user:password@host:port"
    case .refused(let status, let reason): "the proxy refused with \(status.code) \(reason.shown)"
    case .notSOCKS5(let byte): "the proxy does not speak socks5: its answer begins with \(byte.shown)"
    case .unacceptableLogin: "the proxy wants a login: write it as socks5://user:password@host:port"
    case .wrongLogin: "the proxy does not believe the user and the password"
    case .refusedReply(let code): "the proxy refused: \(Self.meaning(of: code))"
    case .ended: "the proxy ended the connection before it had answered"
    }
  }

  /// RFC 1928, 6.
  private static func meaning(of code: UInt8) -> String {
    let meanings = [
      "general failure", "its rules do not allow the connection", "the network is unreachable",
      "the host is unreachable",
      "the server refuses connections", "the time to live has expired", "it does not know connect",
      "it does not know the form of the address",
    ]
    return 1...8 ~= code ? meanings[Int(code) - 1] : "reply code \(code)"
  }
}
