internal import TautBytes

extension JSONWriter {
  /// Writes an integer.
  @inlinable
  public mutating func number(_ value: some FixedWidthInteger & SignedInteger) {
    appendInteger(UInt64(value.magnitude), isNegative: value < 0)
  }

  /// Writes an integer.
  @inlinable
  public mutating func number(_ value: some FixedWidthInteger & UnsignedInteger) {
    appendInteger(UInt64(value), isNegative: false)
  }

  /// Writes a number as the shortest text that reads back as the same `Double`.
  ///
  /// JSON has no infinity and no NaN: as in JavaScript, they become `null`.
  public mutating func number(_ value: Double) {
    guard value.isFinite else { return null() }
    // Digits need no escape.
    value.description.withBytes { raw($0) }
  }

  @usableFromInline
  mutating func appendInteger(_ magnitude: UInt64, isNegative: Bool) {
    // The last digit comes first, and the most are a sign and twenty.
    var digits: InlineArray<21, UInt8> = InlineArray(repeating: UInt8(ascii: "-"))
    var start = 21
    var rest = magnitude
    repeat {
      start -= 1
      digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    let elements = digits.span
    // A byte has no padding.
    raw(unsafe elements.bytes.extracting((isNegative ? start - 1 : start)..<21))
  }
}
