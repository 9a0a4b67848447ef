internal import TautBytes

extension JSONSlice {
  /// The value of a number that is spelled as an integer and fits; `nil` for everything else, `1.0` and `1e3` included.
  public func int64(in bytes: RawSpan) -> Int64? {
    guard kind == .number else { return nil }
    return bytes.extracting(range).int64
  }

  /// The value of a number, rounded to the nearest `Double`; `nil` for everything else, and for a number that is beyond
  /// every `Double`.
  ///
  /// Numbers of up to 19 digits with a small exponent, which are nearly all, are read without an allocation.
  public func double(in bytes: RawSpan) -> Double? {
    guard kind == .number else { return nil }
    return bytes.extracting(range).double
  }
}

extension RawSpan {
  /// The integer that these bytes spell, if they spell one that fits.
  var int64: Int64? {
    let isNegative = byteCount > 0 && self[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    guard start < byteCount else { return nil }
    // Eighteen digits always fit.
    guard byteCount - start > 18 else { return digits(from: start).map { isNegative ? -$0 : $0 } }
    return unsafe withUnsafeBytes { unsafe Int64(String(decoding: $0, as: UTF8.self)) }
  }

  /// The value of at most eighteen digits, if that is what stands there.
  private func digits(from start: Int) -> Int64? {
    var value: Int64 = 0
    for offset in start..<byteCount {
      let digit = byte(at: offset) &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }

  /// The number that these bytes spell, if it is finite.
  var double: Double? {
    if let decimal = Decimal(self), let value = decimal.exactDouble { return value }
    let value = unsafe withUnsafeBytes { unsafe Double(String(decoding: $0, as: UTF8.self)) }
    guard let value, value.isFinite else { return nil }
    return value
  }
}

/// A decimal number `significand · 10^exponent` whose digits fit into a word.
private struct Decimal {
  var significand: UInt64 = 0
  var exponent = 0
  var isNegative = false

  /// The powers of ten that a `Double` holds exactly.
  private static let exactPowers: InlineArray<23, Double> = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// Reads digits, with a sign and a fraction; `nil` when there are more digits than fit, or an exponent.
  init?(_ text: RawSpan) {
    guard text.byteCount <= 19 else { return nil }
    var hasPoint = false
    for offset in text.byteOffsets {
      switch text[offset] {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): hasPoint = true
      case let byte where byte &- UInt8(ascii: "0") < 10:
        significand = significand &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
        if hasPoint { exponent -= 1 }
      default: return nil
      }
    }
  }

  /// The nearest `Double`, where one division of two exact values finds it.
  ///
  /// Clinger, How to read floating point numbers accurately (1990): both operands are exact, so there is one rounding.
  var exactDouble: Double? {
    guard significand <= 1 << 53 else { return nil }
    let magnitude = Double(significand) / Self.exactPowers[-exponent]
    return isNegative ? -magnitude : magnitude
  }
}
