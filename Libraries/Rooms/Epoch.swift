/// One life of a room's numbering: offsets of different epochs cannot be compared.
///
/// On the wire an epoch is a text of 16 hexadecimal digits, because many JSON readers hold numbers as doubles.
public struct Epoch: Sendable, Hashable, CustomStringConvertible {
  /// The number behind the text.
  public let rawValue: UInt64

  /// Makes the epoch with a number.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Reads the text of an epoch, and returns `nil` where it is not one of ours.
  public init?(_ text: some StringProtocol) {
    guard text.utf8.count == 16, text.utf8.allSatisfy({ Self.digits.contains($0) }) else { return nil }
    guard let value = UInt64(text, radix: 16) else { return nil }
    rawValue = value
  }

  /// The 16 hexadecimal digits.
  public var description: String {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the 16 hexadecimal digits to `bytes`.
  public func append(to bytes: inout [UInt8]) {
    for shift in stride(from: 60, through: 0, by: -4) {
      bytes.append(Self.digits[Int(truncatingIfNeeded: rawValue >> UInt64(shift)) & 15])
    }
  }

  private static let digits: [UInt8] = Array("0123456789abcdef".utf8)
}
