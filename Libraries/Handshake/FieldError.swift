/// A field that this side must not send.
///
/// Names and values often come from elsewhere (an id in a path, a token in a query). A line end among them would end the
/// field and begin whatever its author likes, so it is refused where it would be written.
public enum FieldError: Error, Sendable, Hashable {
  /// The name is not a token (RFC 9110, 5.1).
  case invalidName(String)
  /// The value of the field `name` contains a control character.
  case invalidValue(name: String, byte: UInt8)
  /// The field is one that the handshake itself writes.
  case reserved(name: String)
  /// The subprotocol is not a token, or stands twice in the list.
  case invalidSubprotocol(String)
}

extension FieldError: CustomStringConvertible {
  /// One sentence about the mistake.
  public var description: String {
    switch self {
    case .invalidName(let name): "the field name \"\(name.shown)\" is not a token"
    case .invalidValue(let name, let byte): "the value of \(name.shown) contains the control character \(byte.shown)"
    case .reserved(let name): "the field \(name.shown) is written by the handshake itself"
    case .invalidSubprotocol(let name):
      "the subprotocol \"\(name.shown)\" is not a token, or is named twice"
    }
  }
}
