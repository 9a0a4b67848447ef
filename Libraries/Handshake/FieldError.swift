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
    case .invalidName(let name): "the field name \"\(name.escapingControls)\" is not a token"
    case .invalidValue(let name, let byte): "the value of \(name) contains the control character \(byte.shown)"
    case .reserved(let name): "the field \(name) is written by the handshake itself"
    case .invalidSubprotocol(let name):
      "the subprotocol \"\(name.escapingControls)\" is not a token, or is named twice"
    }
  }
}

extension String {
  /// This text with each control character in a form that stays on one line.
  var escapingControls: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7f {
        text += scalar.escaped(asASCII: true)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// Whether this is a token (RFC 9110, 5.6.2).
  var isToken: Bool { !isEmpty && utf8.allSatisfy { $0.isToken } }
}
