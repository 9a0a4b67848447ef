/// Why a server does not turn a request into a WebSocket.
///
/// ``status``, ``fields`` and ``description`` make the response.
public enum UpgradeRefusal: Error, Sendable, Hashable {
  /// The method is not GET.
  case methodNotAllowed(String)
  /// The version is HTTP/1.0.
  case needsHTTP11
  /// The request has a body.
  case hasBody
  /// The request does not ask for a WebSocket.
  case notAnUpgrade
  /// Connection does not name `upgrade`.
  case connectionWithoutUpgrade
  /// The version of the WebSocket protocol is not 13, or not given.
  case unsupportedVersion(String?)
  /// There is not exactly one key.
  case missingKey
  /// The key does not stand for 16 bytes.
  case invalidKey(String)
  /// The subprotocols are no list of tokens.
  case invalidSubprotocols
  /// A subprotocol is offered twice.
  case duplicateSubprotocol(String)
  /// The extensions break the grammar.
  case invalidExtensions
  /// The origin may not connect.
  case originNotAllowed(String)

  /// The status of the response.
  public var status: Status {
    switch self {
    case .methodNotAllowed: .methodNotAllowed
    case .notAnUpgrade, .unsupportedVersion: .upgradeRequired
    case .originNotAllowed: .forbidden
    default: .badRequest
    }
  }

  /// The fields that the response needs besides the usual ones.
  public var fields: [HeadField] {
    switch self {
    case .methodNotAllowed: [HeadField(name: "Allow", value: "GET")]
    case .notAnUpgrade: Self.upgrade
    // RFC 6455, 4.4: all versions that would be accepted.
    case .unsupportedVersion: Self.upgrade + [HeadField(name: "Sec-WebSocket-Version", value: "13")]
    default: []
    }
  }

  /// What a 426 says (RFC 9110, section 15.5.22): the protocol in Upgrade, and so Connection names Upgrade.
  private static let upgrade = [
    HeadField(name: "Upgrade", value: "websocket"), HeadField(name: "Connection", value: "Upgrade"),
  ]
}

extension UpgradeRefusal: CustomStringConvertible {
  /// One sentence about what is missing.
  public var description: String {
    switch self {
    case .methodNotAllowed(let method): "a WebSocket is opened with GET, not \(method.shown)"
    case .needsHTTP11: "a WebSocket is opened with HTTP/1.1, not 1.0: a proxy in between may need telling so"
    case .hasBody: "a request that opens a WebSocket has no body"
    case .notAnUpgrade: "this is a WebSocket: the request needs \"Upgrade: websocket\", which proxies must pass on"
    case .connectionWithoutUpgrade: "the request needs \"Connection: Upgrade\" beside \"Upgrade: websocket\""
    case .unsupportedVersion(nil): "the request needs \"Sec-WebSocket-Version: 13\""
    case .unsupportedVersion(let version?): "the WebSocket version is \(version.shown), and only 13 is spoken here"
    case .missingKey: "the request needs exactly one Sec-WebSocket-Key"
    case .invalidKey(let key): "the Sec-WebSocket-Key \"\(key.shown)\" is not 16 bytes in Base64"
    case .invalidSubprotocols: "Sec-WebSocket-Protocol is not a list of tokens"
    case .duplicateSubprotocol(let name): "the subprotocol \"\(name.shown)\" is offered twice"
    case .invalidExtensions: "Sec-WebSocket-Extensions is not a list of extensions with parameters"
    case .originNotAllowed(let origin): "the origin \(origin.shown) may not connect: add it to the allowed origins"
    }
  }
}
