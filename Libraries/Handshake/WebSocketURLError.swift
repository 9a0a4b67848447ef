/// Why a text is no WebSocket URL.
public enum WebSocketURLError: Error, Sendable, Hashable {
  /// There is no `://`.
  case missingScheme
  /// The scheme is not `ws` or `wss`.
  case unsupportedScheme(String)
  /// The URL contains a byte that may not be in a URL, at this offset.
  case invalidByte(UInt8, offset: Int)
  /// A percent sign is not followed by two hexadecimal digits.
  case invalidPercentEncoding
  /// There is a `#`, which RFC 6455, 3 does not allow.
  case fragment
  /// The user information is not `user` or `user:password`.
  case invalidUserInfo
  /// There is no host.
  case missingHost
  /// The host contains what may not be in a host.
  case invalidHost(String)
  /// The text in brackets is no IPv6 address.
  case invalidIPv6Address(String)
  /// The port is no number from 1 to 65535.
  case invalidPort(String)
}

extension WebSocketURLError: CustomStringConvertible {
  /// One sentence about the mistake.
  public var description: String {
    switch self {
    case .missingScheme: "the URL does not begin with ws:// or wss://"
    case .unsupportedScheme(let scheme):
      "the scheme of the URL is \(scheme.shown), not ws or wss\(Self.hint(scheme.lowercased()))"
    case .invalidByte(let byte, let offset):
      "the URL contains \(byte.shown) at offset \(offset), which must be percent-encoded, or xn-- in a host"
    case .invalidPercentEncoding: "the URL contains a % that two hexadecimal digits do not follow"
    case .fragment: "the URL contains a #: write it as %23, a WebSocket URL has no fragment"
    case .invalidUserInfo: "the part of the URL before the @ is not user:password with percent-encoding"
    case .missingHost: "the URL has no host"
    case .invalidHost(let host):
      "the host \"\(host.shown)\" is not a name or address: IPv6 needs [brackets], names need xn--"
    case .invalidIPv6Address(let address): "[\(address.shown)] is not an IPv6 address"
    case .invalidPort(let port): "the port \"\(port.shown)\" is not a number from 1 to 65535"
    }
  }
  /// The scheme that is meant by one of the Web.
  private static func hint(_ scheme: String) -> String {
    switch scheme {
    case "http": ": write ws:// for http://"
    case "https": ": write wss:// for https://"
    default: ""
    }
  }
}
