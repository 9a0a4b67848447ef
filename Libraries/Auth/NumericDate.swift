internal import TautJSON

/// A point in time as tokens write it: seconds since 1970 in UTC, with a fraction if wanted (RFC 7519, 2).
public struct NumericDate: Sendable, Hashable, Comparable {
  /// The most seconds that a token may name: the end of the year 9999.
  ///
  /// What is beyond are milliseconds by mistake, and a token that would live for ever.
  public static let latestSeconds: Int64 = 253_402_300_799

  /// Milliseconds since 1970.
  public var milliseconds: Int64

  /// Makes a date from milliseconds since 1970.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Makes a date from seconds since 1970.
  public init(seconds: Int64) {
    milliseconds = seconds * 1000
  }

  /// Reads what a token has; nil where that is no number, or beyond the years that have four digits.
  init?(_ value: JSONValue) {
    guard let seconds = value.double, seconds.magnitude <= Double(Self.latestSeconds) else { return nil }
    milliseconds = Int64((seconds * 1000).rounded(.down))
  }

  /// Whether `left` is before `right`.
  public static func < (left: NumericDate, right: NumericDate) -> Bool { left.milliseconds < right.milliseconds }

  /// A date after a duration.
  public static func + (date: NumericDate, duration: Duration) -> NumericDate {
    NumericDate(milliseconds: date.milliseconds + duration.milliseconds)
  }

  /// The time from `right` to `left`.
  public static func - (left: NumericDate, right: NumericDate) -> Duration {
    .milliseconds(left.milliseconds - right.milliseconds)
  }
}

extension Duration {
  /// The whole milliseconds of a duration.
  fileprivate var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
