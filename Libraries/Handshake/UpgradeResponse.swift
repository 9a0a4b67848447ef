/// The response that makes a connection a WebSocket (RFC 6455, 4.2.2).
///
/// ```swift
/// let accept = sha1(request.key.acceptInput).base64
/// var response = UpgradeResponse(accept: accept, subprotocol: "v2")
/// output += response.bytes
/// ```
public struct UpgradeResponse: Sendable {
  private var head = ResponseHead(.switchingProtocols)

  /// A response with the accept value, the chosen subprotocol and the agreed compression.
  ///
  /// The subprotocol must be one of the offered ones: a client refuses any other.
  public init(accept: String, subprotocol: String? = nil, deflate: DeflateAgreement? = nil) {
    precondition(subprotocol?.isToken != false, "a subprotocol is a token")
    head.write("Upgrade", "websocket")
    head.write("Connection", "Upgrade")
    head.write("Sec-WebSocket-Accept", accept)
    if let subprotocol { head.write("Sec-WebSocket-Protocol", subprotocol) }
    if let deflate { head.write("Sec-WebSocket-Extensions", deflate.response) }
  }

  /// Adds a field; a name that is no token and a value with a control character are refused.
  public mutating func append(_ name: String, _ value: String) throws(FieldError) {
    try head.append(name, value)
  }

  /// The whole head, with the empty line at its end.
  public var bytes: [UInt8] { head.bytes }
}
