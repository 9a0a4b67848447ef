extension JSONWriter {
  /// Writes a point in time as a string of ISO 8601 in UTC, such as `"2025-08-15T10:00:00.250Z"`.
  ///
  /// Allocates nothing but the text's own bytes. What lies outside of the years 0 to 9999 becomes the nearest time inside.
  ///
  /// - Parameters:
  ///   - milliseconds: The time since 1970, without leap seconds.
  ///   - isTrimmed: Whether a whole second is written without a fraction.
  public mutating func timestamp(_ milliseconds: Int64, isTrimmed: Bool = false) {
    let time = Swift.min(Swift.max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
    let day = time.quotient(by: 86_400_000)
    let rest = Int(time - day * 86_400_000)
    var text: InlineArray<26, UInt8> = InlineArray(repeating: UInt8(ascii: "\""))
    let (year, month, dayOfMonth) = Self.date(day)
    text.put(year, digits: 4, at: 1)
    text.put(month, digits: 2, at: 6, after: UInt8(ascii: "-"))
    text.put(dayOfMonth, digits: 2, at: 9, after: UInt8(ascii: "-"))
    text.put(rest / 3_600_000, digits: 2, at: 12, after: UInt8(ascii: "T"))
    text.put(rest / 60_000 % 60, digits: 2, at: 15, after: UInt8(ascii: ":"))
    text.put(rest / 1_000 % 60, digits: 2, at: 18, after: UInt8(ascii: ":"))
    let fraction = rest % 1_000
    let end = isTrimmed && fraction == 0 ? 20 : 24
    if end == 24 { text.put(fraction, digits: 3, at: 21, after: UInt8(ascii: ".")) }
    text[end] = UInt8(ascii: "Z")
    text[end + 1] = UInt8(ascii: "\"")
    let elements = text.span
    // A byte has no padding.
    raw(unsafe elements.bytes.extracting(0..<(end + 2)))
  }

  /// Writes a member whose value is a point in time; a whole second has no fraction.
  public mutating func member(_ name: StaticString, timestamp milliseconds: Int64) {
    self.name(name)
    timestamp(milliseconds, isTrimmed: true)
  }

  /// The date of a day since 1970.
  ///
  /// Howard Hinnant, chrono-compatible low-level date algorithms: the year begins in March, so that a leap day is its last.
  private static func date(_ day: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = shifted.quotient(by: 146_097)
    let dayOfEra = Int(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * dayOfYear + 2) / 153
    let month = march < 10 ? march + 3 : march - 9
    return (yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * march + 2) / 5 + 1)
  }
}

extension Int64 {
  /// The quotient, rounded down.
  fileprivate func quotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension InlineArray where Element == UInt8 {
  /// Writes a number with leading zeros at `position`, and the sign before it.
  fileprivate mutating func put(_ number: Int, digits: Int, at position: Int, after sign: UInt8? = nil) {
    if let sign { self[position - 1] = sign }
    var rest = number
    for offset in (position..<(position + digits)).reversed() {
      self[offset] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
  }
}
