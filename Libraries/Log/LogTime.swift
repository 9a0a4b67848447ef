/// A wall-clock time as logs write it, in UTC.
struct LogTime {
  private let date: String
  private let clock: String

  /// A time in milliseconds since 1970.
  init(_ milliseconds: Int64) {
    let day: Int64 = 86_400_000
    let days = milliseconds >= 0 ? milliseconds / day : -((day - 1 - milliseconds) / day)
    let rest = milliseconds - days * day
    date = Self.date(days)
    let parts = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { Self.padded($0, 2) }
    clock = "\(parts.joined(separator: ":")).\(Self.padded(rest % 1_000, 3))"
  }

  /// `2025-08-15T10:00:00.250Z`.
  var iso8601: String { "\(date)T\(clock)Z" }

  /// `2025-08-15 10:00:00.250`.
  var human: String { "\(date) \(clock)" }

  /// The Gregorian date of a day since 1970, by years that begin in March, so that the leap day comes last.
  private static func date(_ days: Int64) -> String {
    let shifted = days + 719_468  // from 0000-03-01
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
    return "\(padded(year, 4))-\(padded(month < 10 ? month + 3 : month - 9, 2))-\(padded(day, 2))"
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
