internal import TautBytes

/// The text form of an IPv6 address (RFC 4291, 2.2).
enum IPv6Address {
  /// Whether `text` is an address, without a zone.
  static func isValid(_ text: ArraySlice<UInt8>) -> Bool { bytes(of: text) != nil }

  /// The sixteen bytes of the address, or nil where `text` is none.
  static func bytes(of text: ArraySlice<UInt8>) -> [UInt8]? {
    var rest = text
    var bytes: [UInt8] = []
    var gap: Int?
    while !rest.isEmpty {
      if rest.starts(with: "::".utf8) {
        guard gap == nil else { return nil }
        gap = bytes.count
        rest = rest.dropFirst(2)
        continue
      }
      // A single colon stands between two groups, so a group comes before it and after it.
      if rest.first == .colon {
        guard !bytes.isEmpty, rest.count > 1 else { return nil }
        rest = rest.dropFirst()
      }
      guard let group = takeGroup(&rest) else { return nil }
      bytes += group
    }
    guard let gap else { return bytes.count == 16 ? bytes : nil }
    guard bytes.count < 16 else { return nil }
    bytes.insert(contentsOf: repeatElement(0, count: 16 - bytes.count), at: gap)
    return bytes
  }

  /// Removes one group, or an IPv4 address that ends the text, and returns its bytes.
  private static func takeGroup(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    if let address = IPv4Address.bytes(of: rest) {
      rest = []
      return address
    }
    let digits = rest.prefix { $0.hexDigitValue != nil }
    guard (1...4).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    guard rest.first.map({ $0 == .colon }) ?? true else { return nil }
    let value = digits.reduce(0) { $0 << 4 | UInt16($1.hexDigitValue!) }
    return [UInt8(value >> 8), UInt8(value & 0xFF)]
  }
}

/// The text form of an IPv4 address: four numbers with dots.
enum IPv4Address {
  /// The four bytes of the address, or nil where `text` is none.
  static func bytes(of text: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part in
      part.allSatisfy { $0.isASCIIDigit } ? UInt8(String(decoding: part, as: UTF8.self)) : nil
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }
}
