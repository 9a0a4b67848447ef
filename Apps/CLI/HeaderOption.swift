import TautCommandLine

/// A header that the user adds to a request.
struct HeaderOption: Sendable, Hashable {
  /// The field name.
  var name: String
  /// The value, without the white space around it.
  var value: String

  /// Takes name and value as they are.
  init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// Reads `NAME: VALUE`; nil where it could not stand in a request.
  ///
  /// RFC 9110, 5.1 and 5.5: a name is a token, and a value holds no control characters. A line break here would let
  /// the value end the request and begin another.
  init?(_ text: String) {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    name = String(text[..<colon])
    value = String(text[text.index(after: colon)...].trimmingBlanks())
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else { return nil }
    guard value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else { return nil }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

extension Substring {
  /// The text without spaces and tabs at both ends.
  func trimmingBlanks() -> Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return self[first...last]
  }
}

extension ValueForm where Value == HeaderOption {
  /// A header of the handshake.
  static let header = ValueForm(
    name: "NAME:VALUE", allowed: "a header name, a colon and a value, such as 'Cookie: a=b'",
    read: { HeaderOption($0) }, show: { "\($0.name): \($0.value)" })
}
