import TautBytes
import TautJSON
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
    #"{"sport":"MLB","max_odds":1,"min_odds":"#, #"{"sport":{"prefix":"MLB"},"player_id":"#,
    #"{"sport":{"exists":true},"min_profit":"#,
    #"{"not":{"live":true},"player_id":"#,
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
    #expect(
      try examined(2_000) <= examined(100)
        + (start.contains("m") && start.contains("_") ? 80 : 0))
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

  @Test(arguments: [
    (#"{"player":["aPART","bPART"]}"#, 0), (#"{"or":[{"player":"pPART"},{"team":"tPART"}]}"#, 0),
    (#"{"and":[{"sport":"MLB"},{"player":"pPART"}]}"#, 0), (#"{"not":{"sport":"NFL"},"player":"pPART"}"#, 0),
    (#"{"min_odds":PART}"#, 12), (#"{"odds":{"gt":PART,"lt":PART.5}}"#, 12), (#"{"type":{"prefix":"over_PART"}}"#, 12),
  ])
  func `a hundred times as many that do not match cost no step more, or the depth of a tree`(
    form: String, deeper: Int
  ) throws {
    var fixture = Fixture()
    var costs: [Int] = []
    for count in [100, 1_000, 10_000] {
      for number in fixture.tokens.count..<count { try fixture.insert(form.replacing("PART", with: "\(number + 1)")) }
      #expect(fixture.found(#"{"type":"over","odds":0.5,"player":"x","team":"x","sport":"MLB"}"#).isEmpty)
      costs.append(fixture.index.examined)
    }
    #expect(costs[2] <= costs[0] + 2 * deeper && costs[1] <= costs[0] + deeper, "\(costs)")
  }

  @Test(arguments: [
    #"{"type":{"prefix":"over_PART"}}"#, #"{"odds":{"gt":PART,"lt":PART.5}}"#,
    #"{"or":[{"player":"pPART"},{"team":"tPART"}]}"#,
    #"{"and":[{"player":{"in":["aPART","bPART"]}},{"not":{"sport":"NFL"}}]}"#,
  ])
  func `ten thousand of the typed form that do not match cost the depth of a tree`(form: String) throws {
    var fixture = Fixture()
    for number in 1_000..<11_000 { try fixture.insert(form.replacing("PART", with: "\(number)")) }
    #expect(fixture.found(#"{"type":"over_9","odds":999,"player":"x","team":"x","sport":"NBA"}"#).isEmpty)
    #expect(fixture.index.examined < 120)
    #expect(fixture.found(#"{"type":"over_5000s","odds":5000.2,"player":["p5000","b5000"]}"#) == [4_000])
  }

  @Test func `filters that only say what must not be are counted, and checked each time`() throws {
    var fixture = Fixture()
    let filters = [
      #"{"not":{"sport":"MLB"}}"#, #"{"not":{"sport":"NBA"}}"#, #"{"player":{"exists":false}}"#,
      #"{"live":true,"not":{"sport":"MLB"}}"#, #"{"or":[{"live":true},{"not":{"sport":"MLB"}}]}"#,
    ]
    for filter in filters { try fixture.insert(filter) }
    try fixture.insert(filters[0])
    #expect(fixture.index.unindexedCount == 4)
    #expect(try fixture.index.contains(Filter(json: filters[0])))
    #expect(fixture.found(#"{"sport":"MLB"}"#) == [1, 2])
    #expect(fixture.index.examined == 5)
    #expect(fixture.found(#"{"sport":"NBA","live":true,"player":1}"#) == [0, 3, 4, 5])
    for token in fixture.tokens { fixture.index.remove(token) }
    #expect(fixture.index.unindexedCount == 0)
  }

  @Test func `of overlapping ranges, lists are looked up first`() throws {
    var fixture = Fixture()
    for number in 0..<1_000 {
      try fixture.insert(#"{"min_profit":\#(number),"players":["a\#(number)","b\#(number)"]}"#)
    }
    #expect(fixture.found(#"{"profit":5000,"player":"nobody"}"#).isEmpty)
    #expect(fixture.index.examined < 10)
    #expect(fixture.found(#"{"profit":5000,"player":"b7"}"#) == [7])
  }

  @Test func `a list longer than the ways of a filter leads away from the root all the same`() throws {
    var fixture = Fixture()
    var limits = FilterLimits()
    limits.members = 1_000
    let list = (0..<600).map { "\($0)" }.joined(separator: ",")
    fixture.insert(try Filter(json: #"{"a":[\#(list)],"min_b":1}"#, limits: limits))
    #expect(fixture.found(#"{"a":599,"b":1}"#) == [0])
    #expect(fixture.found(#"{"a":600,"b":1}"#).isEmpty)
    #expect(fixture.index.examined < 5)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `random subscriptions are found as a naive reading of the rules says`(seed: UInt64) throws {
    var random = RandomFilters(seed: seed)
    var fixture = Fixture()
    var live: [Int: JSONValue] = [:]
    for _ in 0..<200 {
      if Bool.random(using: &random.random), let gone = live.keys.sorted().randomElement(using: &random.random) {
        fixture.index.remove(fixture.tokens[gone])
        live[gone] = nil
      } else {
        let text = random.filter()
        live[fixture.tokens.count] = try JSONValue(parsing: text)
        try fixture.insert(text)
      }
      let payload = random.payload()
      let parsed = try JSONValue(parsing: payload)
      let expected = live.filter { NaiveFilter.matches($0.value, parsed) }
      #expect(fixture.found(payload) == expected.keys.map { UInt32($0) }.sorted(), "\(payload) \(live)")
      #expect(fixture.index.count == live.count)
    }
    for number in live.keys { fixture.index.remove(fixture.tokens[number]) }
    #expect(fixture.index.filterCount == 0)
    #expect(fixture.found("{}").isEmpty)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `each filter alone says what a naive reading of the rules says`(seed: UInt64) throws {
    var random = RandomFilters(seed: seed)
    for _ in 0..<50 {
      let filter = random.filter()
      let payload = random.payload()
      let expected = NaiveFilter.matches(try JSONValue(parsing: filter), try JSONValue(parsing: payload))
      #expect(try Filter(json: filter).matches(payload) == expected, "\(filter) \(payload)")
    }
  }
}
