/// Why a connection to a server did not become a WebSocket.
public enum UpgradeError: Error, Sendable, Hashable {
  /// The answer is no HTTP/1.1 response.
  case malformed(HeadError)
  /// The server answered with another status than 101.
  case refused(RefusedUpgrade)
  /// The server closed the connection after `received` bytes, before its answer was whole.
  case closed(received: Int)
  /// There are more interim responses than the `limit`.
  case tooManyInterimResponses(limit: Int)
  /// The 101 response does not name `websocket` in Upgrade.
  case missingUpgrade
  /// The 101 response does not name `upgrade` in Connection.
  case missingConnection
  /// `Sec-WebSocket-Accept` does not answer the key; nil where it is missing or stands twice.
  case wrongAccept(String?)
  /// The server chose a subprotocol that was not offered, or more than one.
  case unaskedSubprotocol(String)
  /// The server uses an extension that was not offered, or the same one twice.
  case unaskedExtension(String)
  /// The extensions break the grammar.
  case invalidExtensions(String)
  /// The server's answer to the compression has an unknown, invalid or repeated parameter.
  case invalidDeflate(String)
  /// The server's answer to the compression does not keep to this parameter of the offer.
  case deflateBeyondOffer(parameter: String, answer: String)
}

extension UpgradeError: CustomStringConvertible {
  /// One sentence about what the server did.
  public var description: String {
    switch self {
    case .malformed(let error): "the server's answer is no HTTP/1.1 response: \(error)"
    case .refused(let refusal): "the server answered \(refusal.status.code) \(refusal.reason.shown)"
    case .closed(let received): "the server closed the connection after \(received) bytes of its answer"
    case .tooManyInterimResponses(let limit): "the server sent more interim responses than the limit of \(limit)"
    case .missingUpgrade: "the server's 101 response has no \"Upgrade: websocket\""
    case .missingConnection: "the server's 101 response has no \"Connection: Upgrade\""
    case .wrongAccept(nil): "the server's 101 response has not exactly one Sec-WebSocket-Accept"
    case .wrongAccept(let value?):
      "the Sec-WebSocket-Accept \"\(value.shown)\" does not answer the key: a cache or a replay"
    case .unaskedSubprotocol(let name):
      "the server chose the subprotocol \"\(name.shown)\", which was not offered"
    case .unaskedExtension(let name):
      "the server uses the extension \(name.shown), which was not offered or stands twice"
    case .invalidExtensions(let value):
      "the Sec-WebSocket-Extensions \"\(value.shown)\" are no list of extensions"
    case .invalidDeflate(let answer):
      "the server's answer \"\(answer.shown)\" has a parameter that RFC 7692 does not allow"
    case .deflateBeyondOffer(let parameter, let answer):
      "the server's answer \"\(answer.shown)\" does not keep to the offered \(parameter)"
    }
  }
}
