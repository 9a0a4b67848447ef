internal import TautBytes

/// The text form of an IPv6 address (RFC 4291, 2.2).
enum IPv6Address {
  /// Whether `text` is an address, without a zone.
  static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    var groups = 0
    var isCompressed = false
    while !rest.isEmpty {
      if rest.starts(with: "::".utf8) {
        guard !isCompressed else { return false }
        isCompressed = true
        rest = rest.dropFirst(2)
        continue
      }
      // A single colon stands between two groups, so a group comes before it and after it.
      if rest.first == .colon {
        guard groups > 0, rest.count > 1 else { return false }
        rest = rest.dropFirst()
      }
      guard let count = takeGroup(&rest) else { return false }
      groups += count
    }
    return isCompressed ? groups < 8 : groups == 8
  }

  /// Removes one group, or an IPv4 address that ends the text, and returns how many groups that is.
  private static func takeGroup(_ rest: inout ArraySlice<UInt8>) -> Int? {
    if isIPv4(rest) {
      rest = []
      return 2
    }
    let digits = rest.prefix { $0.hexDigitValue != nil }
    guard (1...4).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return rest.first.map { $0 == .colon } ?? true ? 1 : nil
  }

  private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        part.allSatisfy { $0.isASCIIDigit } && UInt8(String(decoding: part, as: UTF8.self)) != nil
      }
  }
}
