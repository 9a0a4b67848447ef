/// Bytes as Base64 text (RFC 4648), strictly.
///
/// Decoding accepts exactly what encoding writes: no line breaks, no other alphabet, no missing or surplus padding,
/// no bits behind the last byte (RFC 4648, 3.5). So a value has one text, and a signature cannot be rewritten.
public enum Base64 {
  /// The 64 digits, and whether `=` fills the last group.
  public enum Alphabet: Sendable, Hashable, CaseIterable {
    /// `+` and `/`, padded: RFC 4648, 4.
    case standard
    /// `-` and `_`, not padded: RFC 4648, 5, as JSON Web Tokens have it (RFC 7515, 2).
    case urlSafe
  }

  /// The text of `bytes`, as ASCII.
  public static func encode(_ bytes: Span<UInt8>, alphabet: Alphabet = .standard) -> [UInt8] {
    let digits = alphabet.digits
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for digit in 0...count { text.append(digits[Int(group >> (18 - 6 * UInt32(digit)) & 63)]) }
    }
    if alphabet == .standard {
      while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
    }
    return text
  }

  /// The bytes of `text`, or nil if encoding would never write it.
  public static func decode(_ text: Span<UInt8>, alphabet: Alphabet = .standard) -> [UInt8]? {
    guard let digits = digitCount(of: text, alphabet) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits * 3 / 4)
    var (bits, bitCount): (UInt32, Int) = (0, 0)
    for offset in 0..<digits {
      guard let value = alphabet.value(of: text[offset]) else { return nil }
      (bits, bitCount) = (bits << 6 | UInt32(value), bitCount + 6)
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
    }
    return bits & (1 << UInt32(bitCount) - 1) == 0 ? bytes : nil
  }

  /// How many digits stand before the padding, or nil if that number or the padding is impossible.
  private static func digitCount(of text: Span<UInt8>, _ alphabet: Alphabet) -> Int? {
    var count = text.count
    if alphabet == .standard {
      guard count.isMultiple(of: 4) else { return nil }
      for _ in 0..<2 where count > 0 && text[count - 1] == UInt8(ascii: "=") { count -= 1 }
    }
    return count % 4 == 1 ? nil : count
  }
}

extension Base64.Alphabet {
  private static let standardDigits = letters + Array("+/".utf8)
  private static let urlSafeDigits = letters + Array("-_".utf8)
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

  fileprivate var digits: [UInt8] { self == .standard ? Self.standardDigits : Self.urlSafeDigits }

  fileprivate func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case digits[62]: 62
    case digits[63]: 63
    default: nil
    }
  }
}
