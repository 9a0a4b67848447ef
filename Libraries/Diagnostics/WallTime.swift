internal import TautJSON

/// A point in time as a calendar has it, in UTC.
///
/// In JSON it is a string of ISO 8601, as JavaScript writes a `Date`: `"2025-08-15T10:00:00.250Z"`.
public struct WallTime: Sendable, Hashable, Comparable {
  /// The milliseconds since 1970, without leap seconds.
  public var milliseconds: Int64

  /// Makes a time from the milliseconds since 1970; what lies outside of the years 1970 to 9999 becomes the nearest inside.
  public init(milliseconds: Int64) {
    self.milliseconds = min(max(milliseconds, 0), 253_402_300_799_999)
  }

  /// Reads a time that is spelled exactly as ``description`` spells it.
  public init?(_ text: String) {
    // The places of the numbers; between them stand the signs that the text that is written again must have.
    let digits = Array(text.utf8)
    guard digits.count == 24 else { return nil }
    let parts = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19, 20..<23].map { range in
      digits[range].reduce(Int64(0)) { $0 * 10 + Int64($1) - 48 }
    }
    let seconds = Self.day(parts[0], parts[1], parts[2]) * 86_400 + parts[3] * 3_600 + parts[4] * 60 + parts[5]
    self.init(milliseconds: seconds * 1_000 + parts[6])
    guard description == text else { return nil }
  }

  /// The time `duration` later.
  public static func + (time: WallTime, duration: Duration) -> WallTime {
    WallTime(milliseconds: time.milliseconds + duration.wholeMilliseconds)
  }

  /// Compares two times.
  public static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }
}

extension WallTime: CustomStringConvertible {
  /// The time in ISO 8601.
  public var description: String {
    var json = JSONWriter()
    json.timestamp(milliseconds)
    return String(decoding: json.bytes.dropFirst().dropLast(), as: UTF8.self)
  }

  /// The number of days from 1970 to a date; of no use for what is no date.
  ///
  /// Howard Hinnant, chrono-compatible low-level date algorithms: the year begins in March, so that a leap day is its last.
  private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension WallTime: Codable {
  /// Reads a string of ISO 8601.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let time = WallTime(text) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "\(text) is no time such as \(WallTime(milliseconds: 0))"))
    }
    self = time
  }

  /// Writes a string of ISO 8601.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
