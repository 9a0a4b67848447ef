/// A sum over the keys and offsets of what a room's state holds: equal states have equal sums.
///
/// For each entry the bytes of `key=offset` are hashed with FNV-1a (64 bits), where the key is spelled as in the payload (a text
/// with its quotes) and the offset is decimal; the hashes are added up modulo 2⁶⁴. So the order of the entries does not matter,
/// a change costs one hash, and a client needs nothing but the offsets of the messages it got.
public struct RoomChecksum: Sendable, Hashable, CustomStringConvertible {
  /// The sum.
  public private(set) var rawValue: UInt64 = 0

  /// The sum over nothing.
  public init() {}

  /// Adds an entry.
  public mutating func insert(key: [UInt8], offset: UInt64) {
    rawValue &+= Self.hash(key, offset)
  }

  /// Takes an entry out.
  public mutating func remove(key: [UInt8], offset: UInt64) {
    rawValue &-= Self.hash(key, offset)
  }

  /// 16 hexadecimal digits.
  public var description: String { Epoch(rawValue: rawValue).description }

  private static func hash(_ key: [UInt8], _ offset: UInt64) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    for byte in "=\(offset)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}
