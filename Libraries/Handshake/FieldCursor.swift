/// Reads the parts of a field's value, one after the other.
struct FieldCursor {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position == end }

  mutating func skipBlanks() {
    while position < end, bytes[position].isBlank { position += 1 }
  }

  /// Passes `byte` and the blanks around it, if it is next.
  mutating func accept(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard position < end, bytes[position] == byte else { return false }
    position += 1
    skipBlanks()
    return true
  }

  /// Passes a token, if one is next.
  mutating func token() -> String? {
    let start = position
    while position < end, bytes[position].isToken { position += 1 }
    return position > start ? bytes.text(start..<position) : nil
  }

  /// Passes a token or a quoted string that contains one; RFC 6455, 9.1 allows no other.
  mutating func tokenOrQuoted() -> String? {
    guard position < end, bytes[position] == UInt8(ascii: "\"") else { return token() }
    position += 1
    guard let text = restOfQuoted(), text.isToken else { return nil }
    return text
  }

  /// Passes what is left of a quoted string, with its backslashes resolved (RFC 9110, 5.6.4).
  private mutating func restOfQuoted() -> String? {
    var text: [UInt8] = []
    while position < end {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard position < end else { return nil }
        text.append(bytes[position])
        position += 1
      default: text.append(byte)
      }
    }
    return nil
  }
}

extension HeadFields {
  /// The elements of all `Sec-WebSocket-Extensions` fields, or nil where they break the grammar of RFC 6455, 9.1.
  func extensionOffers() -> [ExtensionOffer]? {
    var offers: [ExtensionOffer] = []
    for line in lines where bytes.matches("Sec-WebSocket-Extensions", in: line.name) {
      var cursor = FieldCursor(bytes, in: line.value)
      repeat {
        guard let offer = cursor.extensionOffer() else { return nil }
        offers.append(offer)
      } while cursor.accept(.comma)
      guard cursor.isAtEnd else { return nil }
    }
    return offers
  }

  /// The tokens of all fields called `name`, or nil where one is no token.
  func tokens(named name: String) -> [String]? {
    var tokens: [String] = []
    for line in lines where bytes.matches(name, in: line.name) {
      var cursor = FieldCursor(bytes, in: line.value)
      repeat {
        guard let token = cursor.token() else { return nil }
        tokens.append(token)
      } while cursor.accept(.comma)
      guard cursor.isAtEnd else { return nil }
    }
    return tokens
  }
}

extension FieldCursor {
  fileprivate mutating func extensionOffer() -> ExtensionOffer? {
    guard let name = token() else { return nil }
    var offer = ExtensionOffer(name)
    while accept(UInt8(ascii: ";")) {
      guard let name = token() else { return nil }
      var parameter = ExtensionOffer.Parameter(name)
      if accept(UInt8(ascii: "=")) {
        guard let value = tokenOrQuoted() else { return nil }
        parameter.value = value
      }
      offer.parameters.append(parameter)
    }
    return offer
  }
}
