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

extension FieldCursor {
  /// Passes a comma-separated list to its end, or returns nil where it is none.
  ///
  /// Empty elements are skipped, as RFC 9110, 5.6.1.2 demands, but one element there must be.
  mutating func list<Element>(of element: (inout FieldCursor) -> Element?) -> [Element]? {
    var elements: [Element] = []
    repeat {
      while accept(.comma) {}
      if isAtEnd { return elements.isEmpty ? nil : elements }
      guard let next = element(&self) else { return nil }
      elements.append(next)
    } while accept(.comma)
    return isAtEnd ? elements : nil
  }

  /// Passes an extension with its parameters, if one is next.
  fileprivate mutating func extensionOffer() -> ExtensionOffer? {
    guard let name = token() else { return nil }
    var offer = ExtensionOffer(name)
    while accept(UInt8(ascii: ";")) {
      guard let parameter = parameter() else { return nil }
      offer.parameters.append(parameter)
    }
    return offer
  }

  private mutating func parameter() -> ExtensionOffer.Parameter? {
    guard let name = token() else { return nil }
    guard accept(UInt8(ascii: "=")) else { return ExtensionOffer.Parameter(name) }
    return tokenOrQuoted().map { ExtensionOffer.Parameter(name, $0) }
  }
}

extension HeadFields {
  /// The elements of all `Sec-WebSocket-Extensions` fields, or nil where they break the grammar of RFC 6455, 9.1.
  func extensionOffers() -> [ExtensionOffer]? {
    list(named: "Sec-WebSocket-Extensions") { $0.extensionOffer() }
  }

  /// The tokens of all fields called `name`, or nil where one is no token.
  func tokens(named name: String) -> [String]? {
    list(named: name) { $0.token() }
  }

  /// The elements of all fields called `name`: several fields make one list (RFC 9110, 5.3).
  private func list<Element>(named name: String, of element: (inout FieldCursor) -> Element?) -> [Element]? {
    var elements: [Element] = []
    var next = position(of: name)
    while let found = next {
      var cursor = FieldCursor(bytes, in: lines[found].value)
      guard let list = cursor.list(of: element) else { return nil }
      elements += list
      next = position(of: name, from: found + 1)
    }
    return elements
  }
}
