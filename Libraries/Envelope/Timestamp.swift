internal import TautJSON

/// How dialects spell a point in time as a number.
enum Timestamp {
  /// What is below is seconds: as milliseconds it would be in the year 1973 or before.
  static let leastMilliseconds = 1e11

  /// Reads a number, or a string that spells one, as milliseconds since 1970.
  static func milliseconds(_ value: JSONSlice, in bytes: RawSpan) -> Int64? {
    if let integer = value.int64(in: bytes), Double(integer) >= leastMilliseconds { return integer }
    guard let number = value.double(in: bytes) ?? value.string(in: bytes).flatMap(Double.init), number.isFinite else {
      return nil
    }
    return Int64(exactly: (number < leastMilliseconds ? number * 1000 : number).rounded(.down))
  }
}
