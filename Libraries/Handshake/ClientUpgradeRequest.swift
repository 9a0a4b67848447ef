/// What a client asks a server for when it opens a WebSocket (RFC 6455, 4.1).
public struct ClientUpgradeRequest: Sendable, Hashable {
  /// Where to.
  public var url: WebSocketURL

  /// The origin of the page on whose behalf the client connects.
  ///
  /// Default: none, as for every client that is no browser.
  public var origin: String?

  /// The subprotocols that the client speaks, its favourite first.
  public var subprotocols: [String] = []

  /// The compression to offer.
  ///
  /// Default: none.
  public var deflate: DeflateConfiguration?

  /// Further fields, such as Authorization or Cookie.
  public var fields: [HeadField] = []

  /// A request for `url` and nothing else.
  public init(_ url: WebSocketURL) {
    self.url = url
  }

  /// The bytes to send.
  ///
  /// A user in the URL becomes an Authorization field, unless ``fields`` has one. Fields that the handshake itself writes
  /// are refused.
  public func bytes(key: WebSocketKey) throws(FieldError) -> [UInt8] {
    var writer = HeadWriter(startLine: "GET \(url.target) HTTP/1.1")
    writer.write("Host", url.hostField)
    writer.write("Upgrade", "websocket")
    writer.write("Connection", "Upgrade")
    writer.write("Sec-WebSocket-Key", key.text)
    writer.write("Sec-WebSocket-Version", "13")
    if let deflate { writer.write("Sec-WebSocket-Extensions", deflate.offer.description) }
    try writeSubprotocols(to: &writer)
    if let origin { try writer.append("Origin", origin) }
    if let userInfo = url.userInfo, !hasField("Authorization") {
      writer.write("Authorization", userInfo.basicAuthorization)
    }
    try writeFields(to: &writer)
    return writer.finished()
  }

  private func writeSubprotocols(to writer: inout HeadWriter) throws(FieldError) {
    for (position, name) in subprotocols.enumerated()
    where !name.isToken || subprotocols[..<position].contains(name) {
      throw .invalidSubprotocol(name)
    }
    if !subprotocols.isEmpty { writer.write("Sec-WebSocket-Protocol", subprotocols.joined(separator: ", ")) }
  }

  private func writeFields(to writer: inout HeadWriter) throws(FieldError) {
    for field in fields {
      if isReserved(field.name.lowercased()) { throw .reserved(name: field.name) }
      try writer.append(field.name, field.value)
    }
  }

  private func isReserved(_ name: String) -> Bool {
    switch name {
    // A second Host, or a length, would make this another request for whoever stands between.
    case "host", "upgrade", "connection", "content-length", "transfer-encoding": true
    case "origin": origin != nil
    default: name.hasPrefix("sec-websocket-")
    }
  }

  private func hasField(_ name: String) -> Bool {
    fields.contains { $0.name.lowercased() == name.lowercased() }
  }
}
