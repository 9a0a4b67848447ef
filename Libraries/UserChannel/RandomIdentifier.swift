/// Names that nothing else has.
enum RandomIdentifier {
  /// A random UUID; RFC 9562, section 5.4.
  static func uuid(using random: inout some RandomNumberGenerator) -> String {
    let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    let digits = hexadecimal(high) + hexadecimal(low)
    return [
      digits.prefix(8), digits.dropFirst(8).prefix(4), digits.dropFirst(12).prefix(4),
      digits.dropFirst(16).prefix(4), digits.dropFirst(20),
    ].joined(separator: "-")
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
