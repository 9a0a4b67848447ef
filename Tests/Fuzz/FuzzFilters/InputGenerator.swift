/// Turns bytes into lines of filters and a payload, or of patterns and names, that are nearly always well-formed and often
/// match.
struct InputGenerator {
  private var bytes: ArraySlice<UInt8>

  private static let names = [
    "sport", "player_id", "player_ids", "odds", "profit", "min_profit", "max_profit", "min_odds", "max_odds", "min_",
    "categories", "category", "boxes", "box", "class", "as", #"sp\u006frt"#,
    "and", "or", "not",
  ]
  private static let operators = ["eq", "in", "gt", "gte", "lt", "lte", "prefix", "exists", "ne"]
  private static let scalars = [
    #""MLB""#, #""NBA""#, #""1""#, "1", "1.0", "1e0", "2", "-1", "0.5", "-0", "9007199254740993", "9007199254740993.0",
    "9223372036854775807", "9223372036854775808", "1e400", "true", "false", "null", #""\u004dLB""#, "{}", "1.5", "3",
    "4",
  ]

  private static let roots = ["a", "b", "*"]
  private static let segments = ["a", "b", "c", "*", "*", "**", "", "a*", "-x", "B_1"]

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
  }

  mutating func lines() -> [[UInt8]] {
    var lines: [[UInt8]] = []
    while !bytes.isEmpty, lines.count < 40 { lines.append(Array(object().utf8)) }
    return lines
  }

  /// Patterns and names of rooms.
  mutating func places() -> [[UInt8]] {
    var lines: [[UInt8]] = []
    while !bytes.isEmpty, lines.count < 40 {
      let segments = (0..<1 + take(below: 18)).map { $0 == 0 ? Self.roots[take(below: 3)] : segment() }
      lines.append(Array(segments.joined(separator: ".").utf8))
    }
    return lines
  }

  private mutating func segment() -> String { Self.segments[take(below: Self.segments.count)] }

  private mutating func object(depth: Int = 0) -> String {
    let members = (0..<take(below: 5)).map { _ in member(depth: depth) }
    return "{\(members.joined(separator: ","))}"
  }

  private mutating func member(depth: Int) -> String {
    let name = name()
    switch name {
    case "not" where depth < 10: return "\"not\":\(object(depth: depth + 1))"
    case "and",
      "or" where depth < 10:
      let parts = (0..<take(below: 4)).map { _ in object(depth: depth + 1) }
      return "\"\(name)\":[\(parts.joined(separator: ","))]"
    default: return "\"\(name)\":\(take(below: 3) == 0 ? operators() : value())"
    }
  }

  private mutating func operators() -> String {
    let members = (0..<take(below: 4)).map { _ in
      "\"\(Self.operators[take(below: Self.operators.count)])\":\(value())"
    }
    return "{\(members.joined(separator: ","))}"
  }

  private mutating func name() -> String { Self.names[take(below: Self.names.count)] }

  private mutating func value() -> String {
    guard take(below: 3) == 0 else { return scalar() }
    let elements = (0..<take(below: 4)).map { _ in scalar() }
    return "[\(elements.joined(separator: ","))]"
  }

  private mutating func scalar() -> String { Self.scalars[take(below: Self.scalars.count)] }

  private mutating func take(below limit: Int) -> Int {
    Int(bytes.popFirst() ?? 0) % limit
  }
}
