internal import TautBytes

/// The character classes of RFC 9110 and RFC 3986.
extension UInt8 {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let colon = UInt8(ascii: ":")
  static let comma = UInt8(ascii: ",")
  static let slash = UInt8(ascii: "/")
  static let percent = UInt8(ascii: "%")

  /// Whether this may be in a token, and so in a field name or a method (RFC 9110, 5.6.2).
  var isToken: Bool {
    // One bit per character below 128: "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"
    // / DIGIT / ALPHA.
    let half: UInt64 = self < 64 ? 0x03ff_6cfa_0000_0000 : 0x57ff_ffff_c7ff_fffe
    return self < 128 && (half >> UInt64(self & 63)) & 1 == 1
  }

  var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }

  /// Whether this is a space or a tab, which may stand around a field's value (RFC 9110, 5.6.3).
  var isBlank: Bool { self == .space || self == .tab }

  /// Whether this is a control character other than the tab, which no line of a head may contain (RFC 9110, 5.5).
  var isForbiddenControl: Bool { self < .space ? self != .tab : self == 0x7f }

  /// Whether this may be in a request target (RFC 9112, 3.2).
  ///
  /// Visible ASCII without `#`. RFC 3986 also excludes quotes, braces and a few more, but browsers send those in queries.
  var isTarget: Bool { self > .space && self < 0x7f && self != UInt8(ascii: "#") }

  /// Whether this may be in the name of a host or in an IPv4 address.
  ///
  /// RFC 3986 also has percent-encoding and punctuation here, which no resolver takes.
  var isHostName: Bool {
    switch self {
    case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: isLetter || isASCIIDigit
    }
  }

  /// Whether this may be in a host with a port, including the brackets around an IPv6 address.
  var isHost: Bool { isHostName || self == .colon || self == UInt8(ascii: "[") || self == UInt8(ascii: "]") }

  /// How an error text shows this byte: `"x"`, or `0x0d` where it is not visible.
  var shown: String {
    if self > .space && self < 0x7f { return "\"\(Character(UnicodeScalar(self)))\"" }
    let digits = String(self, radix: 16)
    return "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
  }
}

extension [UInt8] {
  /// Whether the bytes of `range` spell `text`, whatever the case of ASCII letters.
  func matches(_ text: String, in range: Range<Int>) -> Bool {
    text.withBytes { expected in
      guard range.count == expected.byteCount else { return false }
      let bytes = self.span
      for offset in expected.byteOffsets
      where bytes[range.lowerBound + offset].lowercasedASCII != expected[offset].lowercasedASCII { return false }
      return true
    }
  }

  /// The bytes of `range` as text; what is not UTF-8 is shown as the replacement character.
  func text(_ range: Range<Int>) -> String {
    String(decoding: self[range], as: UTF8.self)
  }

  /// Where `byte` first stands in `range`.
  ///
  /// The searches in this file run over every byte of a head, so they run on a span: with slices, and without the words in
  /// `HeadLines`, a head cost twice as much.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    let bytes = self.span
    for position in range where bytes[position] == byte { return position }
    return nil
  }

  /// Where `range` first contains a byte that may not be in a token.
  func firstIndexOfNonToken(in range: Range<Int>) -> Int? {
    let bytes = self.span
    for position in range where !bytes[position].isToken { return position }
    return nil
  }

  /// Where `range` first contains a byte that may not be in a request target.
  func firstIndexOfNonTarget(in range: Range<Int>) -> Int? {
    let bytes = self.span
    for position in range where !bytes[position].isTarget { return position }
    return nil
  }

  /// `range` without the blanks around it.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, self[lower].isBlank { lower += 1 }
    while upper > lower, self[upper - 1].isBlank { upper -= 1 }
    return lower..<upper
  }
}
