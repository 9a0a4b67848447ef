/// What a server agreed to when it opened a WebSocket.
public struct OpenedWebSocket: Sendable {
  /// The subprotocol that the server chose, if it chose one.
  public let subprotocol: String?
  /// The compression, if the server accepted it.
  public let deflate: DeflateAgreement?
  /// The fields of the response.
  public let fields: HeadFields

  /// Checks a 101 response against the request (RFC 6455, 4.1).
  init(_ head: ReceivedResponseHead, request: ClientUpgradeRequest, accept: String) throws(UpgradeError) {
    fields = head.fields
    guard fields.list(named: "Upgrade", contains: "websocket") else { throw .missingUpgrade }
    guard fields.list(named: "Connection", contains: "upgrade") else { throw .missingConnection }
    guard let answered = fields["Sec-WebSocket-Accept"], !fields.hasSeveral(named: "Sec-WebSocket-Accept")
    else { throw .wrongAccept(nil) }
    guard answered == accept else { throw .wrongAccept(answered) }
    subprotocol = try Self.subprotocol(fields, offered: request.subprotocols)
    deflate = try Self.deflate(fields, configuration: request.deflate)
  }

  private static func subprotocol(_ fields: HeadFields, offered: [String]) throws(UpgradeError) -> String? {
    let values = fields.values(named: "Sec-WebSocket-Protocol")
    guard let name = values.first else { return nil }
    guard values.count == 1, offered.contains(name)
    else { throw .unaskedSubprotocol(values.joined(separator: ", ")) }
    return name
  }

  private static func deflate(
    _ fields: HeadFields, configuration: DeflateConfiguration?
  ) throws(UpgradeError) -> DeflateAgreement? {
    guard let answers = fields.extensionOffers()
    else { throw .invalidExtensions(fields.values(named: "Sec-WebSocket-Extensions").joined(separator: ", ")) }
    guard let answer = answers.first else { return nil }
    guard let configuration, answer.name == DeflateOffer.name else { throw .unaskedExtension(answer.name) }
    if answers.count > 1 { throw .unaskedExtension(answers[1].name) }
    return try configuration.agreement(answer: answer)
  }
}
