/// What makes a text not a pattern of room names.
public enum RoomPatternError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text has `length` bytes and the limit is `limit`.
  case tooLong(length: Int, limit: Int)
  /// The first segment is not one of a name.
  case badStart
  /// A character is neither of a name nor a wildcard.
  case badCharacter
  /// A wildcard stands beside other characters of its segment.
  case partialSegment
  /// `**` stands before other segments.
  case tailNotLast
  /// There are more segments than `limit`.
  case tooManySegments(limit: Int)
  /// There are more wildcards than `limit`.
  case tooManyWildcards(limit: Int)

  /// One line that says what is wrong and what is allowed.
  public var description: String {
    switch self {
    case .tooLong(let length, let limit): "a room pattern of \(length) bytes exceeds the limit of \(limit)"
    case .badStart: "a room pattern begins with a segment without a wildcard, as odds.* does"
    case .badCharacter: "a room pattern holds only letters, digits, . _ - : / @ # + and the wildcards * and **"
    case .partialSegment: "a wildcard of a room pattern stands alone between dots: * for one segment, ** for the rest"
    case .tailNotLast: "the wildcard ** stands only at the end of a room pattern"
    case .tooManySegments(let limit): "a room pattern has more segments than the limit of \(limit)"
    case .tooManyWildcards(let limit): "a room pattern has more wildcards than the limit of \(limit)"
    }
  }
}
