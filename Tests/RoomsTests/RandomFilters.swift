import TautTesting

/// Filters and payloads as JSON texts that often meet.
struct RandomFilters {
  var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  private static let names = ["a", "ids", "id", "c"]
  private static let scalars = ["0", "1", "2", "3.0", "1.5", "true", "false", #""x""#, #""xy""#, #""y""#, #""""#]

  mutating func payload() -> String {
    object(maximum: 5) { random in random.pick([random.value(), random.value(), "null", "{}"]) }
  }

  mutating func filter(depth: Int = 3) -> String {
    guard depth > 0, take(3) == 0 else { return conditions() }
    let list = "[" + (0..<take(4)).map { _ in filter(depth: depth - 1) }.joined(separator: ",") + "]"
    let part = pick([#""and":\#(list)"#, #""or":\#(list)"#, #""or":\#(list)"#, #""not":\#(filter(depth: depth - 1))"#])
    let rest = conditions().dropFirst()
    return "{\(part)" + (rest == "}" ? "}" : ",\(rest)")
  }

  private mutating func conditions() -> String {
    object(maximum: 3) { random in random.pick([random.value(), random.operators(), random.operators(), "null"]) }
  }

  private mutating func object(maximum: Int, _ value: (inout RandomFilters) -> String) -> String {
    let members = (0..<take(maximum + 1)).map { _ in
      let name = pick(Self.names)
      return take(6) == 0 ? #""\#(pick(["min_", "max_"]))\#(name)":\#(take(4))"# : #""\#(name)":\#(value(&self))"#
    }
    return "{\(members.joined(separator: ","))}"
  }

  private mutating func operators() -> String {
    let members = (0...take(2)).map { _ in
      switch take(5) {
      case 0: #""eq":\#(pick(Self.scalars))"#
      case 1: #""in":\#(list())"#
      case 2: #""prefix":\#(pick([#""x""#, #""""#, #""xy""#]))"#
      case 3: #""exists":\#(pick(["true", "false"]))"#
      default: #""\#(pick(["gt", "gte", "lt", "lte"]))":\#(pick(["0", "1", "1.5", "2"]))"#
      }
    }
    return "{\(members.joined(separator: ","))}"
  }

  private mutating func value() -> String { take(3) == 0 ? list() : pick(Self.scalars) }

  private mutating func list() -> String {
    "[" + (0..<take(4)).map { _ in pick(Self.scalars) }.joined(separator: ",") + "]"
  }

  private mutating func pick(_ texts: [String]) -> String { texts[take(texts.count)] }

  private mutating func take(_ limit: Int) -> Int { .random(in: 0..<limit, using: &random) }
}
