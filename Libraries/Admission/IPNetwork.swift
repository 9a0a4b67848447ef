/// A range of addresses with a common beginning, such as `10.0.0.0/8` or `2001:db8::/32`.
public struct IPNetwork: Sendable, Hashable, CustomStringConvertible {
  private let address: IPAddress
  /// In bits of an IPv6 address.
  private let length: Int

  /// Reads an address, or an address, a slash and the number of bits that count (RFC 4632, 3.1; RFC 4291, 2.3).
  ///
  /// Bits behind the prefix are cleared. It is nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(first) else { return nil }
    let bits = address.isIPv4 ? 32 : 128
    var length = bits
    if parts.count == 2 {
      guard let number = UInt8(parts[1]), Int(number) <= bits, parts[1].first?.isNumber == true else { return nil }
      length = Int(number)
    }
    self.length = 128 - bits + length
    self.address = address.prefix(self.length)
  }

  /// Whether `other` lies in the network.
  public func contains(_ other: IPAddress) -> Bool { other.prefix(length) == address }

  /// The address, a slash and the number of bits.
  public var description: String { "\(address)/\(address.isIPv4 ? length - 96 : length)" }
}
