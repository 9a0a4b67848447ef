internal import TautJSON

/// A number for a state that does not depend on the order of its items, for whoever compares two of them.
///
/// The sum, modulo 2⁶⁴, of FNV-1a over each item's id, version and content, so that a server can keep it up to date with
/// every change instead of adding all items up again. It finds mistakes, not attackers.
public struct StateChecksum: Sendable, Hashable, CustomStringConvertible {
  /// The sum.
  public private(set) var sum: UInt64 = 0

  /// The checksum of no items.
  public init() {}

  /// The checksum of items.
  public init(_ items: some Sequence<StateItem>) {
    for item in items { add(item) }
  }

  /// Adds an item that was not there.
  public mutating func add(_ item: StateItem) { sum &+= Self.hash(item) }

  /// Takes an item away, as it was when it was added.
  public mutating func remove(_ item: StateItem) { sum &-= Self.hash(item) }

  /// The sum as 16 hexadecimal digits.
  public var description: String {
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func hash(_ item: StateItem) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func mix(_ bytes: some Sequence<UInt8>) { for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 } }
    mix(item.id.utf8)
    // A zero byte cannot be confused with a part of what stands before it.
    mix([0])
    mix(String(item.version).utf8)
    mix([0])
    mix(item.value.bytes)
    return hash
  }
}
