internal import TautBytes
import TautJSON

/// How dialects spell a point in time.
enum Timestamp {
  /// What is below is seconds: as milliseconds it would be in the year 1973 or before.
  static let leastMilliseconds = 1e11

  /// Reads a number, a string that spells one, or an ISO 8601 time, as milliseconds since 1970.
  static func milliseconds(_ value: JSONSlice, in bytes: RawSpan) -> Int64? {
    if let integer = value.int64(in: bytes), Double(integer) >= leastMilliseconds { return integer }
    if let number = value.double(in: bytes) { return milliseconds(number) }
    guard let text = value.string(in: bytes) else { return nil }
    return text.withBytes { ISO8601($0)?.milliseconds } ?? Double(text).flatMap(milliseconds)
  }

  private static func milliseconds(_ number: Double) -> Int64? {
    guard number.isFinite else { return nil }
    return Int64(exactly: (number < leastMilliseconds ? number * 1000 : number).rounded(.down))
  }
}
