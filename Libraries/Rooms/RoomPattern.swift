/// Which rooms a wildcard subscription covers: `odds.*`.
///
/// Dots divide the names of rooms into segments. In a pattern `*` stands for exactly one segment, and `**`, which comes last,
/// for one or more.
///
/// | Pattern | Covers | Does not cover |
/// |---|---|---|
/// | `odds.*` | `odds.mlb` | `odds`, `odds.mlb.live` |
/// | `odds.*.live` | `odds.mlb.live` | `odds.live` |
/// | `odds.**` | `odds.mlb`, `odds.mlb.live` | `odds` |
///
/// The first segment is a name, so that nobody subscribes to everything.
public struct RoomPattern: Sendable, Hashable, CustomStringConvertible {
  /// The most characters that a pattern may have: 128, as a name.
  public static let maximumLength = RoomName.maximumLength
  /// The most segments that a pattern may have: 16.
  public static let maximumSegments = 16
  /// The most wildcards that a pattern may have: 4.
  public static let maximumWildcards = 4

  static let one: Substring = "*"
  static let tail: Substring = "**"

  /// The pattern as text.
  public let text: String
  /// The first segment, which is a name without a wildcard.
  public let root: RoomName

  /// Whether a text wants to be a pattern: no name has a `*`.
  public static func isPattern(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "*")) }

  /// Checks `text` against the rules of patterns; a name is one too, of a single room.
  public init(_ text: String) throws(RoomPatternError) {
    let length = text.utf8.count
    guard length <= Self.maximumLength else { throw .tooLong(length: length, limit: Self.maximumLength) }
    let segments = Self.segments(of: text)
    guard let root = try? RoomName(String(segments[0])) else { throw .badStart }
    guard segments.count <= Self.maximumSegments else { throw .tooManySegments(limit: Self.maximumSegments) }
    for (position, segment) in segments.enumerated() {
      try Self.validate(segment, isLast: position == segments.count - 1)
    }
    guard segments.count(where: { $0.hasPrefix("*") }) <= Self.maximumWildcards else {
      throw .tooManyWildcards(limit: Self.maximumWildcards)
    }
    self.text = text
    self.root = root
  }

  private static func validate(_ segment: Substring, isLast: Bool) throws(RoomPatternError) {
    guard segment.utf8.allSatisfy({ $0 == UInt8(ascii: "*") || RoomName.allows($0) }) else { throw .badCharacter }
    guard segment.utf8.contains(UInt8(ascii: "*")), segment != one else { return }
    guard segment == tail else { throw .partialSegment }
    guard isLast else { throw .tailNotLast }
  }

  /// The pattern as text.
  public var description: String { text }

  /// Whether the pattern covers a room.
  public func covers(_ room: RoomName) -> Bool {
    let own = segments
    let others = room.segments
    for (position, segment) in own.enumerated() {
      guard position < others.count else { return false }
      if segment == Self.tail { return true }
      guard segment == Self.one || segment == others[position] else { return false }
    }
    return own.count == others.count
  }

  /// The parts between the dots.
  var segments: [Substring] { Self.segments(of: text) }

  fileprivate static func segments(of text: String) -> [Substring] {
    text.split(separator: ".", omittingEmptySubsequences: false)
  }
}

extension RoomName {
  /// The parts between the dots.
  var segments: [Substring] { RoomPattern.segments(of: text) }
}
