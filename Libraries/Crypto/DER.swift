/// The few shapes of DER that keys and signatures are made of (X.690).
enum DER {
  /// 1.2.840.10045.2.1: a public key on an elliptic curve (RFC 5480, 2.1.1).
  static let ecPublicKey: [UInt8] = [0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01]
  /// 1.2.840.10045.3.1.7: the curve P-256.
  static let p256: [UInt8] = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
  /// 1.3.132.0.34: the curve P-384.
  static let p384: [UInt8] = [0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22]

  static func sequence(_ elements: [UInt8]...) -> [UInt8] {
    value(0x30, elements.flatMap { $0 })
  }

  /// A number that is not negative, most significant byte first.
  ///
  /// X.690, 8.3: as few bytes as possible, and a zero before a first bit that would mean minus.
  static func integer(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var digits = Array(bytes.drop { $0 == 0 })
    if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
    return value(0x02, digits)
  }

  static func octets(_ bytes: [UInt8]) -> [UInt8] {
    value(0x04, bytes)
  }

  /// Whole bytes as a string of bits.
  static func bits(_ bytes: [UInt8]) -> [UInt8] {
    value(0x03, [0] + bytes)
  }

  /// An element with a number of its own in place of a type.
  static func tagged(_ number: UInt8, _ element: [UInt8]) -> [UInt8] {
    value(0xA0 | number, element)
  }

  private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    [tag] + length(content.count) + content
  }

  /// X.690, 8.1.3: one byte below 128, else the number of bytes and these.
  private static func length(_ count: Int) -> [UInt8] {
    guard count >= 0x80 else { return [UInt8(count)] }
    var bytes: [UInt8] = []
    var rest = count
    while rest > 0 {
      bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
      rest >>= 8
    }
    return [0x80 | UInt8(bytes.count)] + bytes
  }
}
