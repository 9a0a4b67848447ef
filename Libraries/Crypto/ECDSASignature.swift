/// The two spellings of an ECDSA signature: two numbers side by side, as tokens have it (RFC 7518, 3.4), and DER, as
/// libcrypto has it (RFC 3279, 2.2.3).
struct ECDSASignature: Hashable {
  /// Two numbers of equal length, most significant byte first.
  let raw: [UInt8]

  /// Takes two numbers of `length` bytes each.
  init?(raw: [UInt8], length: Int) {
    guard raw.count == 2 * length else { return nil }
    self.raw = raw
  }

  /// Reads what libcrypto wrote, for numbers of `length` bytes.
  init?(der: [UInt8], length: Int) {
    var rest = der[...]
    guard Self.open(0x30, &rest) == rest.count, let r = Self.integer(&rest, length), let s = Self.integer(&rest, length)
    else { return nil }
    raw = r + s
  }

  /// The sequence of the two numbers.
  var der: [UInt8] {
    let half = raw.count / 2
    return DER.sequence(DER.integer(raw[..<half]), DER.integer(raw[half...]))
  }

  /// The length of the next element, which is one byte for every signature on these curves.
  private static func open(_ tag: UInt8, _ rest: inout ArraySlice<UInt8>) -> Int? {
    guard rest.popFirst() == tag, let length = rest.popFirst(), length < 0x80, length <= rest.count else { return nil }
    return Int(length)
  }

  /// The next number, filled up with zeros to `length` bytes.
  private static func integer(_ rest: inout ArraySlice<UInt8>, _ length: Int) -> [UInt8]? {
    guard let count = open(0x02, &rest) else { return nil }
    let digits = rest.prefix(count).drop { $0 == 0 }
    rest = rest.dropFirst(count)
    guard digits.count <= length else { return nil }
    return [UInt8](repeating: 0, count: length - digits.count) + digits
  }
}
