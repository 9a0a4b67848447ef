internal import TautBytes

/// A number as it is spelled, so that nothing is lost and nothing is printed differently.
///
/// Two numbers are equal when their spellings are: `1.0` is not `1.00`.
public struct JSONNumber: Sendable, Hashable, CustomStringConvertible {
  /// The number as RFC 8259, section 6, spells it.
  public let text: String

  /// Makes a number from its spelling, or `nil` where that is not a JSON number.
  public init?(_ text: String) {
    let isNumber = text.withBytes { bytes in
      guard let slice = try? JSONScanner().scan(bytes) else { return false }
      return slice.kind == .number && slice.byteCount == bytes.byteCount
    }
    guard isNumber else { return nil }
    self.text = text
  }

  /// Makes a number from a slice that is one.
  init(spelled text: String) {
    self.text = text
  }

  /// Makes a number from an integer.
  public init(_ value: some FixedWidthInteger) {
    text = String(value)
  }

  /// Makes a number from the shortest spelling of a `Double`; `nil` for infinity and NaN, which JSON does not have.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = value.description
  }

  /// The value, if it is spelled as an integer and fits.
  public var int64: Int64? { text.withBytes { $0.int64 } }

  /// The nearest `Double`, if there is one.
  public var double: Double? { text.withBytes { $0.double } }

  /// The spelling.
  public var description: String { text }
}
