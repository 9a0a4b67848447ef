/// An address of the Internet Protocol, without port and zone.
///
/// An IPv4 address that is written inside IPv6 (`::ffff:192.0.2.1`; RFC 4291, 2.5.5.2) is that IPv4 address, so that a
/// peer counts as one however the socket spells it.
public struct IPAddress: Sendable, Hashable {
  /// The bits, IPv4 addresses as IPv6 holds them.
  let high: UInt64
  let low: UInt64

  private static let mapped: UInt64 = 0xFFFF_0000_0000

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Whether this is an IPv4 address.
  public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// Reads `192.0.2.1` or `2001:db8::1`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    if let four = Self.four(text) {
      self.init(high: 0, low: Self.mapped | UInt64(four))
    } else if let groups = Self.groups(text) {
      self.init(high: Self.joined(groups[..<4]), low: Self.joined(groups[4...]))
    } else {
      return nil
    }
  }

  /// The network of the first `length` bits, with the others cleared.
  func prefix(_ length: Int) -> IPAddress {
    let length = min(max(0, length), 128)
    return IPAddress(
      high: length >= 64 ? high : high & ~(UInt64.max >> UInt64(length)),
      low: length <= 64 ? 0 : low & ~(length == 128 ? 0 : UInt64.max >> UInt64(length - 64)))
  }

  private static func joined(_ groups: ArraySlice<UInt16>) -> UInt64 {
    groups.reduce(0) { $0 << 16 | UInt64($1) }
  }

  /// Four decimal numbers without leading zeros, which some read as octal.
  private static func four(_ text: some StringProtocol) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt32 = 0
    for part in parts {
      guard let first = part.utf8.first, (0x30...0x39).contains(first), first != 0x30 || part.count == 1 else {
        return nil
      }
      guard let number = UInt8(part) else { return nil }
      address = address << 8 | UInt32(number)
    }
    return address
  }

  /// Eight groups; RFC 4291, 2.2.
  private static func groups(_ text: some StringProtocol) -> [UInt16]? {
    guard let gap = text.firstRange(of: "::") else {
      let all = run(text, isLast: true)
      return all?.count == 8 ? all : nil
    }
    guard let left = run(text[..<gap.lowerBound], isLast: false) else { return nil }
    guard let right = run(text[gap.upperBound...], isLast: true) else { return nil }
    let missing = 8 - left.count - right.count
    return missing >= 1 ? left + Array(repeating: 0, count: missing) + right : nil
  }

  /// Groups with single colons between them; the last two of the address may be an IPv4 address.
  private static func run(_ text: some StringProtocol, isLast: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var groups: [UInt16] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (position, part) in parts.enumerated() {
      if isLast, position == parts.count - 1, let four = four(part) {
        groups += [UInt16(four >> 16), UInt16(four & 0xFFFF)]
      } else if (1...4).contains(part.utf8.count), part.first?.isHexDigit == true, let group = UInt16(part, radix: 16) {
        groups.append(group)
      } else {
        return nil
      }
    }
    return groups
  }
}

extension IPAddress: CustomStringConvertible {
  /// The address as RFC 5952 wants it, in lower case with the longest run of zeros left out.
  public var description: String {
    if isIPv4 { return [24, 16, 8, 0].map { String(low >> UInt64($0) & 0xFF) }.joined(separator: ".") }
    let groups =
      [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: high >> UInt64($0)) }
      + [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: low >> UInt64($0)) }
    guard let gap = Self.longestGap(groups) else { return Self.text(groups[...]) }
    return "\(Self.text(groups[..<gap.lowerBound]))::\(Self.text(groups[gap.upperBound...]))"
  }

  private static func text(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first of the longest runs of two or more zeros (RFC 5952, 4.2).
  private static func longestGap(_ groups: [UInt16]) -> Range<Int>? {
    var longest = 0..<0
    var start = 0
    for end in 1...groups.count {
      if end < groups.count, groups[end] == 0, groups[start] == 0 { continue }
      if groups[start] == 0, end - start > longest.count { longest = start..<end }
      start = end
    }
    return longest.count > 1 ? longest : nil
  }
}
