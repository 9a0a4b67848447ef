/// A request that may become a WebSocket (RFC 6455, 4.2.1).
public struct UpgradeRequest: Sendable {
  /// The key, whose ``WebSocketKey/acceptInput`` the response answers.
  public let key: WebSocketKey

  /// The offered subprotocols, the client's favourite first.
  public let subprotocols: [String]

  /// The offered extensions, the client's favourite first.
  public let extensions: [ExtensionOffer]

  /// Checks whether `head` opens a WebSocket.
  public init(_ head: RequestHead) throws(UpgradeRefusal) {
    guard head.method == .get else { throw .methodNotAllowed(head.method.name) }
    let fields = head.fields
    guard fields.list(named: "Upgrade", contains: "websocket") else { throw .notAnUpgrade }
    guard head.version == .http11 else { throw .needsHTTP11 }
    guard fields.list(named: "Connection", contains: "upgrade") else { throw .connectionWithoutUpgrade }
    guard head.body == .none || head.body == .length(0) else { throw .hasBody }
    try Self.checkVersion(fields)
    key = try Self.key(fields)
    subprotocols = try Self.subprotocols(fields)
    guard let offers = fields.extensionOffers() else { throw .invalidExtensions }
    extensions = offers
  }

  private static func checkVersion(_ fields: HeadFields) throws(UpgradeRefusal) {
    let name = "Sec-WebSocket-Version"
    guard let version = fields.firstValue(named: name) else { throw .unsupportedVersion(nil) }
    guard !fields.hasSeveral(named: name), fields.bytes.matches("13", in: version)
    else { throw .unsupportedVersion(fields.values(named: name).joined(separator: ", ")) }
  }

  private static func key(_ fields: HeadFields) throws(UpgradeRefusal) -> WebSocketKey {
    guard let text = fields["Sec-WebSocket-Key"], !fields.hasSeveral(named: "Sec-WebSocket-Key")
    else { throw .missingKey }
    guard let key = WebSocketKey(text) else { throw .invalidKey(text) }
    return key
  }

  private static func subprotocols(_ fields: HeadFields) throws(UpgradeRefusal) -> [String] {
    guard let names = fields.tokens(named: "Sec-WebSocket-Protocol") else { throw .invalidSubprotocols }
    // RFC 6455, 4.1: the elements must all be different.
    for (position, name) in names.enumerated() where names[..<position].contains(name) {
      throw .duplicateSubprotocol(name)
    }
    return names
  }
}
