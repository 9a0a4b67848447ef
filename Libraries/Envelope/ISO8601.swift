internal import TautBytes

/// A point in time as ISO 8601 spells it: `2025-08-15T10:00:00.250+02:00`.
///
/// Read tolerantly: seconds and their fraction may be missing, a space may stand for the `T`, the zone may be `Z`, `+02:00`,
/// `+0200`, `+02`, or missing, which means UTC.
struct ISO8601 {
  /// The time since 1970.
  private(set) var milliseconds: Int64 = 0

  private var position = 0

  /// Reads all of `text`.
  init?(_ text: RawSpan) {
    guard let date = date(text) else { return nil }
    milliseconds = date * 86_400_000
    guard position < text.byteCount else { return }
    guard take("T", text) || take("t", text) || take(" ", text), let time = time(text) else { return nil }
    milliseconds += time
    guard let zone = zone(text), position == text.byteCount else { return nil }
    milliseconds -= zone
  }

  /// The days since 1970.
  private mutating func date(_ text: RawSpan) -> Int64? {
    guard let year = number(4, in: 0...9999, text), take("-", text), let month = number(2, in: 1...12, text),
      take("-", text), let day = number(2, in: 1...31, text), day <= Self.days(in: month, of: year)
    else { return nil }
    return Self.days(year, month, day)
  }

  /// The milliseconds since midnight.
  private mutating func time(_ text: RawSpan) -> Int64? {
    guard let hour = number(2, in: 0...23, text), take(":", text), let minute = number(2, in: 0...59, text) else {
      return nil
    }
    let minutes = hour * 60 + minute
    guard take(":", text) else { return minutes * 60_000 }
    // A leap second counts as the first of the next minute.
    guard let second = number(2, in: 0...60, text) else { return nil }
    guard take(".", text) || take(",", text) else { return (minutes * 60 + second) * 1000 }
    return fraction(text).map { (minutes * 60 + second) * 1000 + $0 }
  }

  /// Milliseconds; further digits are left out.
  private mutating func fraction(_ text: RawSpan) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    while position < text.byteCount, let digit = Self.digit(text[position]) {
      if digits < 3 { value = value * 10 + digit }
      digits += 1
      position += 1
    }
    guard digits > 0 else { return nil }
    return digits == 1 ? value * 100 : digits == 2 ? value * 10 : value
  }

  /// How far the zone's clock is ahead of UTC, in milliseconds.
  private mutating func zone(_ text: RawSpan) -> Int64? {
    if position == text.byteCount || take("Z", text) || take("z", text) { return 0 }
    let sign: Int64 = take("-", text) ? -1 : 1
    guard sign == -1 || take("+", text), let hours = number(2, in: 0...23, text) else { return nil }
    guard position < text.byteCount else { return sign * hours * 3_600_000 }
    _ = take(":", text)
    return number(2, in: 0...59, text).map { sign * (hours * 60 + $0) * 60_000 }
  }

  private mutating func number(_ digits: Int, in range: ClosedRange<Int64>, _ text: RawSpan) -> Int64? {
    guard position + digits <= text.byteCount else { return nil }
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = Self.digit(text[position]) else { return nil }
      value = value * 10 + digit
      position += 1
    }
    return range.contains(value) ? value : nil
  }

  private mutating func take(_ sign: Unicode.Scalar, _ text: RawSpan) -> Bool {
    guard position < text.byteCount, text[position] == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  private static func digit(_ byte: UInt8) -> Int64? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? Int64(digit) : nil
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Howard Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }
}
