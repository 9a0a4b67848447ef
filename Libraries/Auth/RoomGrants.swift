internal import TautJSON

/// The rooms that somebody may use.
///
/// | The claim `rooms` | Grants |
/// |---|---|
/// | is not there | every room |
/// | `["mlb", "nba"]` | these two |
/// | `["odds.*"]` | every room whose name begins with `odds.`, and the wildcard room `odds.*` itself |
/// | `["*"]` | every room |
/// | `[]` | none |
///
/// One string, with spaces or commas between the names, stands for the array.
public struct RoomGrants: Sendable, Hashable {
  /// The most patterns of one token.
  public static let limit = 256

  /// Every room.
  public static let all = RoomGrants(patterns: ["*"])

  /// The names and patterns.
  public let patterns: [String]

  /// Grants what `patterns` name; a star stands at the end of one or nowhere.
  public init(patterns: [String]) {
    precondition(patterns.allSatisfy(Self.isPattern), "a room pattern has its star at the end")
    self.patterns = patterns
  }

  init(_ claim: JSONValue) throws(MalformedToken) {
    guard let texts = claim.string.map(Self.split) ?? claim.texts else {
      throw .claim("rooms", expected: "a string or an array of strings")
    }
    guard texts.count <= Self.limit else { throw .claim("rooms", expected: "a list of at most \(Self.limit) names") }
    guard texts.allSatisfy(Self.isPattern) else {
      throw .claim("rooms", expected: "a list of room names with a star at the end or nowhere")
    }
    patterns = texts
  }

  /// Whether a room, or a wildcard room such as `odds.*`, is granted.
  ///
  /// A wildcard room is granted where all that it stands for is.
  public func allow(_ room: String) -> Bool {
    patterns.contains { Self.covers($0, room) }
  }

  /// Whether every room is granted.
  public var allowAll: Bool { patterns.contains("*") }

  private static func covers(_ pattern: String, _ room: String) -> Bool {
    guard pattern.hasSuffix("*") else { return pattern == room }
    let prefix = pattern.utf8.dropLast()
    return room.utf8.count > prefix.count && room.utf8.starts(with: prefix)
  }

  private static func split(_ text: String) -> [String] {
    text.split { $0 == " " || $0 == "," }.map(String.init)
  }

  private static func isPattern(_ text: String) -> Bool {
    !text.isEmpty && !text.utf8.dropLast().contains(UInt8(ascii: "*"))
  }
}
