import TautBytes
import TautTesting
import Testing

@testable import TautRooms

@Suite struct SubscriptionIndexTests {
  private struct Fixture {
    var index = SubscriptionIndex()
    var tokens: [SubscriptionIndex.Token] = []

    mutating func insert(_ filter: Filter) {
      let subscriber = Subscriber(connection: 0, subscription: UInt32(tokens.count))
      tokens.append(index.insert(subscriber, filter: filter))
    }

    mutating func insert(_ json: String) throws { insert(try Filter(json: json)) }

    mutating func found(_ payload: String) -> [UInt32] {
      payload.withBytes { index.match($0) }
      return index.matches.flatMap { index.subscribers(of: $0) }.map(\.subscription).sorted()
    }
  }

  @Test func `an empty index finds nobody`() {
    var fixture = Fixture()
    #expect(fixture.found(#"{"a":1}"#).isEmpty)
    #expect(fixture.index.count == 0)
  }

  @Test func `subscriptions are found by their filters`() throws {
    var fixture = Fixture()
    for filter in [
      "{}", #"{"sport":"MLB"}"#, #"{"sport":["MLB","NBA"]}"#, #"{"min_profit":2}"#, #"{"sport":"MLB","min_profit":2}"#,
      #"{"player_ids":["1","2"],"sport":"NBA"}"#, #"{"min_profit":1,"max_profit":2,"min_odds":3}"#, #"{"sport":[]}"#,
    ] {
      try fixture.insert(filter)
    }
    #expect(fixture.found("[]") == [0])
    #expect(fixture.found(#"{"sport":"MLB"}"#) == [0, 1, 2])
    #expect(fixture.found(#"{"sport":"MLB","profit":2}"#) == [0, 1, 2, 3, 4])
    #expect(fixture.found(#"{"profit":2.0,"odds":3}"#) == [0, 3, 6])
    #expect(fixture.found(#"{"sport":"NBA","player_id":"2"}"#) == [0, 2, 5])
    #expect(fixture.found(#"{"sport":["NBA","MLB"]}"#) == [0, 1, 2])
  }

  @Test func `equal filters are kept once`() throws {
    var fixture = Fixture()
    for _ in 0..<100 { try fixture.insert(#"{"sport":"MLB"}"#) }
    #expect(fixture.index.filterCount == 1)
    #expect(fixture.index.count == 100)
    #expect(fixture.found(#"{"sport":"MLB"}"#).count == 100)
    for position in [3, 0, 99, 50] { fixture.index.remove(fixture.tokens[position]) }
    #expect(fixture.found(#"{"sport":"MLB"}"#) == (0..<100).filter { ![3, 0, 99, 50].contains($0) })
    for position in 0..<100 where ![3, 0, 99, 50].contains(position) { fixture.index.remove(fixture.tokens[position]) }
    #expect(fixture.index.filterCount == 0)
    #expect(fixture.found(#"{"sport":"MLB"}"#).isEmpty)
  }

  @Test func `lists that multiply are checked at the end of the way`() throws {
    var fixture = Fixture()
    let list = (0..<200).map { "\($0)" }.joined(separator: ",")
    try fixture.insert(#"{"a":[\#(list)],"b":[\#(list)],"c":1}"#)
    #expect(fixture.found(#"{"a":199,"b":0,"c":1}"#) == [0])
    #expect(fixture.found(#"{"a":199,"b":200,"c":1}"#).isEmpty)
    #expect(fixture.found(#"{"a":199,"c":1}"#).isEmpty)
    #expect(fixture.found(#"{"a":[1,2,3],"b":[7],"c":1}"#) == [0])
  }

  @Test(arguments: [
    #"{"sport":"NBA"}"#, #"{"player_id":"#, #"{"sport":"MLB","player_id":"#, #"{"min_profit":"#, #"{"max_profit":-"#,
    #"{"player_ids":["x","#, #"{"sport":"MLB","min_profit":1000,"player_id":"#,
    #"{"sport":"MLB","max_odds":1,"min_odds":"#,
  ])
  func `subscriptions that do not match cost nothing`(start: String) throws {
    func examined(_ count: Int) throws -> Int {
      var fixture = Fixture()
      for number in 0..<count {
        let end = start.hasSuffix("}") ? "" : "\(number + 100)" + (start.contains("[") ? "]}" : "}")
        try fixture.insert(start + end)
      }
      try fixture.insert(#"{"sport":"MLB"}"#)
      #expect(fixture.found(#"{"sport":"MLB","player_id":"7","profit":1,"odds":2}"#) == [UInt32(count)])
      return fixture.index.examined
    }
    // Of sorted ranges the ways through the tree count too, which grow with its depth.
    #expect(try examined(2_000) <= examined(100) + (start.contains("m") && start.contains("_") ? 80 : 0))
  }

  @Test func `a hundred thousand that do not match cost as little as a hundred`() throws {
    func examined(_ count: Int) -> Int {
      var fixture = Fixture()
      for number in 0..<count {
        let field = FilterField(matching: "player_id")
        fixture.insert(Filter(conditions: [FilterCondition(field: field, test: .oneOf([.text("p\(number)")]))]))
      }
      #expect(fixture.found(#"{"player_id":"nobody","sport":"MLB"}"#).isEmpty)
      return fixture.index.examined
    }
    #expect(examined(100_000) == examined(100))
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `random subscriptions are found as each filter alone says`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var fixture = Fixture()
    var live: [Int: Filter] = [:]
    for _ in 0..<200 {
      if Bool.random(using: &random), let gone = live.keys.sorted().randomElement(using: &random) {
        fixture.index.remove(fixture.tokens[gone])
        live[gone] = nil
      } else {
        let filter = try Filter(json: Self.object(maximum: 4, isFilter: true, &random))
        live[fixture.tokens.count] = filter
        fixture.insert(filter)
      }
      let payload = Self.object(maximum: 6, isFilter: false, &random)
      let expected = live.filter { $0.value.matches(payload) }.keys.map { UInt32($0) }.sorted()
      #expect(fixture.found(payload) == expected)
      #expect(fixture.index.count == live.count)
    }
    for number in live.keys { fixture.index.remove(fixture.tokens[number]) }
    #expect(fixture.index.filterCount == 0)
    #expect(fixture.found("{}").isEmpty)
  }

  private static func object(maximum: Int, isFilter: Bool, _ random: inout SeededGenerator) -> String {
    let members = (0..<Int.random(in: 0...maximum, using: &random)).map { _ in
      let name = ["a", "as", "b", "c"].randomElement(using: &random)!
      if isFilter, Int.random(in: 0..<4, using: &random) == 0 {
        return
          #""\#(["min_", "max_"].randomElement(using: &random)!)\#(name)":\#(Int.random(in: 0..<4, using: &random))"#
      }
      return #""\#(name)":\#(value(&random))"#
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func value(_ random: inout SeededGenerator) -> String {
    let scalars = ["0", "1", "2", "3.0", "1.5", "true", "false", #""x""#, #""y""#]
    guard Int.random(in: 0..<3, using: &random) == 0 else { return scalars.randomElement(using: &random)! }
    let elements = (0..<Int.random(in: 0..<4, using: &random)).map { _ in scalars.randomElement(using: &random)! }
    return "[\(elements.joined(separator: ","))]"
  }
}
