import TautBytes
import TautJSON
import Testing

@testable import TautRooms

@Suite struct FilterTests {
  @Test(arguments: [
    (#"{}"#, #"{"sport":"MLB"}"#),
    (#"{}"#, "7"),
    (#"{"sport":"MLB"}"#, #"{"sport":"MLB"}"#),
    (#"{"sport":"MLB"}"#, #"{"sport":"NBA","sport":"MLB"}"#),
    (#"{"sport":"MLB"}"#, #"{"sp\u006frt":"\u004dLB"}"#),
    (#"{"sport":"MLB"}"#, #"{"sport":["NBA","MLB"]}"#),
    (#"{"sport":null}"#, #"{}"#),
    (#"{"sport":"MLB","sport":null}"#, #"{}"#),
    (#"{"live":true}"#, #"{"live":true}"#),
    (#"{"line":1}"#, #"{"line":1.0}"#),
    (#"{"line":1.0}"#, #"{"line":10e-1}"#),
    (#"{"line":-0}"#, #"{"line":0}"#),
    (#"{"line":0.1}"#, #"{"line":1e-1}"#),
    (#"{"id":9007199254740993}"#, #"{"id":9007199254740993}"#),
    (#"{"sport":["MLB","NBA"]}"#, #"{"sport":"NBA"}"#),
    (#"{"ids":["1",1,true]}"#, #"{"ids":1}"#),
    (#"{"player_ids":["1","2"]}"#, #"{"player_id":"2"}"#),
    (#"{"player_ids":["1","2"]}"#, #"{"player_ids":["7","2"]}"#),
    (#"{"player_ids":["1"]}"#, #"{"player_id":"7","player_ids":["1"]}"#),
    (#"{"player_ids":["1"]}"#, #"{"player_ids":["1"],"player_id":"7"}"#),
    (#"{"categories":["a"]}"#, #"{"category":"a"}"#),
    (#"{"min_profit":2}"#, #"{"profit":2}"#),
    (#"{"min_profit":2}"#, #"{"profit":2.01}"#),
    (#"{"max_profit":2}"#, #"{"profit":-1e9}"#),
    (#"{"min_profit":2,"max_profit":3}"#, #"{"profit":[9,2.5]}"#),
    (#"{"min_profit":null}"#, #"{}"#),
    (#"{"min_profit":5,"min_profit":1}"#, #"{"profit":2}"#),
    (#"{"min_profit":5,"min_profit":null}"#, #"{}"#),
    (#"{"min_id":9007199254740992}"#, #"{"id":9007199254740993}"#),
    (#"{"max_big":1e300}"#, #"{"big":9223372036854775808}"#),
    (#"{"min_":1}"#, #"{"min_":1}"#),
    (#"{"sport":{"eq":"MLB"}}"#, #"{"sport":"MLB"}"#),
    (#"{"sport":{"in":["MLB","NBA"]}}"#, #"{"sport":"NBA"}"#),
    (#"{"player_ids":{"in":["1","2"]}}"#, #"{"player_id":"2"}"#),
    (#"{"odds":{"gt":1,"lt":2}}"#, #"{"odds":1.0000000001}"#),
    (#"{"odds":{"gte":1,"lte":2}}"#, #"{"odds":[7,2]}"#),
    (#"{"id":{"gt":9007199254740992}}"#, #"{"id":9007199254740993}"#),
    (#"{"min_odds":1,"odds":{"lt":2}}"#, #"{"odds":1}"#),
    (#"{"odds":{"gt":1,"gte":0,"lte":5,"lt":3}}"#, #"{"odds":2}"#),
    (#"{"type":{"prefix":"over_"}}"#, #"{"type":["x","over_hits"]}"#),
    (#"{"type":{"prefix":""}}"#, #"{"type":""}"#),
    (#"{"type":{"prefix":"\u00e9"}}"#, #"{"type":"été"}"#),
    (#"{"a":{"exists":true}}"#, #"{"a":[]}"#),
    (#"{"a":{"exists":true}}"#, #"{"a":{}}"#),
    (#"{"a":{"exists":false}}"#, #"{"a":null}"#),
    (#"{"a":{"exists":false}}"#, "7"),
    (#"{"and":[{"a":1},{"b":2}]}"#, #"{"a":1,"b":2}"#),
    (#"{"and":[]}"#, "{}"),
    (#"{"and":[{"min_a":3},{"max_a":1}]}"#, #"{"a":[0,4]}"#),
    (#"{"or":[{"a":1},{"b":2}]}"#, #"{"b":2}"#),
    (#"{"or":[{"a":1},{}]}"#, "7"),
    (#"{"or":null,"not":null}"#, "7"),
    (#"{"not":{"a":1}}"#, #"{"a":2}"#),
    (#"{"not":{"a":1}}"#, "{}"),
    (#"{"not":{"a":1,"b":2}}"#, #"{"a":1}"#),
    (#"{"not":{"or":[{"a":1},{"b":2}]}}"#, #"{"a":2,"b":1}"#),
    (#"{"not":{"a":[]}}"#, #"{"a":1}"#),
    (#"{"a":{"eq":1},"a":{"eq":2}}"#, #"{"a":2}"#),
  ])
  func `a payload that meets every condition matches`(filter: String, payload: String) throws {
    #expect(try Filter(json: filter).matches(payload))
  }

  @Test(arguments: [
    (#"{"sport":"MLB"}"#, #"{"sport":"mlb"}"#),
    (#"{"sport":"MLB"}"#, #"{}"#),
    (#"{"sport":"MLB"}"#, #"{"sport":null}"#),
    (#"{"sport":"MLB"}"#, #"{"sport":{"name":"MLB"}}"#),
    (#"{"sport":"MLB"}"#, #"["MLB"]"#),
    (#"{"sport":"MLB"}"#, #"not json"#),
    (#"{"sport":"MLB"}"#, #"{"sport":"MLB","sport":"NBA"}"#),
    (#"{"sport":"MLB","sport":"NBA"}"#, #"{"sport":"MLB"}"#),
    (#"{"line":1}"#, #"{"line":"1"}"#),
    (#"{"line":1}"#, #"{"line":true}"#),
    (#"{"id":9007199254740992}"#, #"{"id":9007199254740993}"#),
    (#"{"big":1}"#, #"{"big":1e999}"#),
    (#"{"sport":[]}"#, #"{"sport":"MLB"}"#),
    (#"{"sport":[]}"#, #"{"sport":[]}"#),
    (#"{"player_ids":["1"]}"#, #"{"player_ids":["7"],"player_id":"1"}"#),
    (#"{"player_ids":["1"]}"#, #"{"player_id":"1","player_ids":["7"]}"#),
    (#"{"player_ids":["1"]}"#, #"{"player_id":"1","player_ids":null}"#),
    (#"{"min_profit":2}"#, #"{"profit":1.99}"#),
    (#"{"min_profit":2}"#, #"{"profit":"3"}"#),
    (#"{"min_profit":2}"#, #"{"min_profit":3}"#),
    (#"{"max_profit":2}"#, #"{"profit":2.5}"#),
    (#"{"min_profit":3,"max_profit":2}"#, #"{"profit":2.5}"#),
    (#"{"min_ids":1}"#, #"{"id":2}"#),
    (#"{"sport":"MLB","line":1}"#, #"{"sport":"MLB","line":2}"#),
    (#"{"sport":{"eq":"MLB"}}"#, #"{"sport":"NBA"}"#),
    (#"{"sport":{"in":[]}}"#, #"{"sport":"NBA"}"#),
    (#"{"odds":{"gt":1}}"#, #"{"odds":1.0}"#),
    (#"{"odds":{"lt":1}}"#, #"{"odds":1}"#),
    (#"{"odds":{"gt":1.5}}"#, #"{"odds":1.5}"#),
    (#"{"odds":{"gt":1,"lt":3}}"#, #"{"odds":[1,3]}"#),
    (#"{"odds":{"gt":1.7976931348623157e308}}"#, #"{"odds":1.7976931348623157e308}"#),
    (#"{"odds":{"lt":9223372036854775808}}"#, #"{"odds":9223372036854775808}"#),
    (#"{"type":{"prefix":"over_"}}"#, #"{"type":"over"}"#),
    (#"{"type":{"prefix":"1"}}"#, #"{"type":12}"#),
    (#"{"type":{"prefix":"e"}}"#, #"{"type":"é"}"#),
    (#"{"a":{"exists":true}}"#, #"{"a":null}"#),
    (#"{"a":{"exists":false}}"#, #"{"a":false}"#),
    (#"{"and":[{"a":1},{"b":2}]}"#, #"{"a":1,"b":3}"#),
    (#"{"or":[]}"#, "{}"),
    (#"{"or":[{"a":1},{"b":2}]}"#, #"{"a":2,"b":1}"#),
    (#"{"not":{}}"#, "7"),
    (#"{"not":{"and":[]}}"#, "7"),
    (#"{"a":1,"not":{"a":1}}"#, #"{"a":1}"#),
    (#"{"not":{"a":1}}"#, #"{"a":[2,1]}"#),
  ])
  func `a payload that misses one condition does not match`(filter: String, payload: String) throws {
    #expect(try !Filter(json: filter).matches(payload))
  }

  @Test(arguments: [
    (#"{"a":1,"b":2}"#, #"{ "b" : 2.0 , "a" : 1e0 }"#),
    (#"{"a":["x","y"]}"#, #"{"a":["y","x","y"]}"#),
    (#"{"a":["x"]}"#, #"{"a":"x"}"#),
    (#"{"a":null}"#, #"{}"#),
    (#"{"a":"x"}"#, #"{"\u0061":"\u0078"}"#),
    (#"{"min_a":1,"max_a":2}"#, #"{"max_a":2,"min_a":1}"#),
    (#"{"a":[1,true,"x",false,0.5]}"#, #"{"a":["x",false,true,0.5,1]}"#),
    (#"{"a":["x","y"]}"#, #"{"a":["y","x"]}"#),
    (#"{"a":"x","b":1}"#, #"{"and":[{"b":{"eq":1}},{"a":{"in":["x","x"]}}]}"#),
    (#"{"min_a":1,"max_a":2}"#, #"{"a":{"lte":2,"gte":1}}"#),
    (#"{"or":[{"a":1},{"b":1}]}"#, #"{"not":{"not":{"or":[{"b":1},{"a":1},{"b":1}]}}}"#),
    (#"{"not":{"or":[{"a":1},{"b":{"prefix":"x"}}]}}"#, #"{"not":{"b":{"prefix":"x"}},"and":[{"not":{"a":1}}]}"#),
    (#"{"a":{"exists":false}}"#, #"{"not":{"a":{"exists":true}}}"#),
    (#"{"or":[]}"#, #"{"a":[]}"#),
  ])
  func `filters that mean the same are equal`(left: String, right: String) throws {
    #expect(try Filter(json: left) == Filter(json: right))
  }

  @Test func `filters that differ are not equal`() throws {
    #expect(try Filter(json: #"{"a":1}"#) != Filter(json: #"{"a":"1"}"#))
    #expect(try Filter(json: #"{"a":1}"#) != Filter(json: #"{"as":1}"#))
    #expect(try Filter(json: #"{"min_a":1}"#) != Filter(json: #"{"max_a":1}"#))
  }

  @Test(arguments: [
    ("7", FilterError.notAnObject, "filters are not an object"),
    (
      #"{"a":[null]}"#, .unsupportedValue(field: "a"),
      "the filter a is not a text, number, boolean, list of these or object of operators"
    ),
    (
      #"{"a":1e999}"#, .unsupportedValue(field: "a"),
      "the filter a is not a text, number, boolean, list of these or object of operators"
    ),
    (#"{"min_a":"1"}"#, .thresholdNotANumber(field: "min_a"), "the filter min_a is not a number"),
    (#"{"max_a":true}"#, .thresholdNotANumber(field: "max_a"), "the filter max_a is not a number"),
    (#"{"a":1,"b":2,"c":3}"#, .tooManyFields(count: 3, limit: 2), "filters have 3 fields and the limit is 2"),
    (
      #"{"a":[1,2,3,4]}"#, .tooManyMembers(field: "a", count: 4, limit: 3),
      "the filter a has 4 members and the limit is 3"
    ),
    (
      #"{"or":[{},{},{},{}]}"#, .tooManyMembers(field: "or", count: 4, limit: 3),
      "the filter or has 4 members and the limit is 3"
    ),
    (
      #"{"a":"12345678901"}"#, .textTooLong(length: 11, limit: 10),
      "a text of 11 bytes in filters exceeds the limit of 10"
    ),
    (
      #"{"abcdefghijk":1}"#, .textTooLong(length: 11, limit: 10),
      "a text of 11 bytes in filters exceeds the limit of 10"
    ),
    (
      #"{"a":{"ge":1}}"#, .unknownOperator(field: "a", name: "ge"),
      "the filter a has the operator ge, and allowed are eq, in, gt, gte, lt, lte, prefix, exists"
    ),
    (
      #"{"a":{}}"#, .noOperator(field: "a"),
      "the filter a has no operator, and allowed are eq, in, gt, gte, lt, lte, prefix, exists"
    ),
    (
      #"{"a":{"eq":[1]}}"#, .wrongOperand(field: "a", operator: "eq", expected: "a text, number or boolean"),
      "the filter a.eq is not a text, number or boolean"
    ),
    (
      #"{"a":{"eq":null}}"#, .wrongOperand(field: "a", operator: "eq", expected: "a text, number or boolean"),
      "the filter a.eq is not a text, number or boolean"
    ),
    (
      #"{"a":{"in":1}}"#, .wrongOperand(field: "a", operator: "in", expected: "a list of texts, numbers and booleans"),
      "the filter a.in is not a list of texts, numbers and booleans"
    ),
    (
      #"{"a":{"lt":"1"}}"#, .wrongOperand(field: "a", operator: "lt", expected: "a number"),
      "the filter a.lt is not a number"
    ),
    (
      #"{"a":{"prefix":1}}"#, .wrongOperand(field: "a", operator: "prefix", expected: "a text"),
      "the filter a.prefix is not a text"
    ),
    (
      #"{"a":{"exists":1}}"#, .wrongOperand(field: "a", operator: "exists", expected: "true or false"),
      "the filter a.exists is not true or false"
    ),
    (
      #"{"and":{"a":1}}"#, .notAListOfFilters(name: "and"), "and in filters is not a list of filters, which are objects"
    ),
    (#"{"or":[1]}"#, .notAListOfFilters(name: "or"), "or in filters is not a list of filters, which are objects"),
    (#"{"not":[]}"#, .notAFilter(name: "not"), "not in filters is not a filter, which is an object"),
    (
      #"{"not":{"not":{"not":{}}}}"#, .tooDeep(limit: 3), "filters stand in each other deeper than the limit of 3"
    ),
    (
      #"{"or":[{"a":1,"b":1},{"a":1,"b":1},{"a":1}]}"#, .tooManyConditions(limit: 4),
      "filters have more conditions than the limit of 4"
    ),
    (
      #"{"or":[{"a":1},{"b":1},{"or":[{"c":1},{"d":1}]}]}"#, .tooManyAlternatives(limit: 3),
      "filters written as a list of alternatives have more than the limit of 3: use in for several values"
    ),
    (
      #"{"and":[{"or":[{"a":1},{"b":1}]},{"or":[{"c":1},{"d":1}]}]}"#, .tooManyAlternatives(limit: 3),
      "filters written as a list of alternatives have more than the limit of 3: use in for several values"
    ),
    (
      #"{"or":[{"a":[1,2,3]},{"b":[1,2,3]},{"c":[1,2,3]}]}"#, .tooHeavy(weight: 9, limit: 8),
      "the alternatives of filters hold 9 values and the limit is 8"
    ),
  ])
  func `what is no filter is refused with its reason`(text: String, error: FilterError, sentence: String) throws {
    var limits = FilterLimits()
    limits.fields = 2
    limits.members = 3
    limits.textLength = 10
    limits.depth = 3
    limits.conditions = 4
    limits.alternatives = 3
    limits.weight = 8
    #expect(throws: error) { try Filter(json: text, limits: limits) }
    #expect("\(error)" == sentence)
  }

  @Test func `a filter that takes too many steps to understand is refused`() throws {
    var limits = FilterLimits()
    limits.steps = 100
    func filter(_ count: Int, _ part: String) throws -> Filter {
      let parts = Array(repeating: part, count: count).joined(separator: ",")
      return try Filter(json: #"{"and":[\#(parts)]}"#, limits: limits)
    }
    let either = #"{"or":[{"a":1},{"b":1}]}"#
    #expect(try filter(3, either).weight == 4)
    #expect(throws: FilterError.tooComplex(limit: 100)) { try filter(20, either) }
    limits.alternatives = 2
    limits.steps = 20
    #expect(throws: FilterError.tooComplex(limit: 20)) {
      try filter(1, #"{"or":[{"a":[1,2,3,4,5,6,7,8,9,10]},{"b":1}]}"#)
    }
    #expect(
      FilterError.tooComplex(limit: 20).description
        == "the filters take more than the limit of 20 steps to be written as a list of alternatives: use fewer or and not"
    )
  }

  @Test(arguments: [
    (#"{}"#, 0), (#"{"a":1}"#, 1), (#"{"a":[1,2,3]}"#, 3), (#"{"a":[1,2,3],"b":[1,2,3]}"#, 9),
    (#"{"a":[1,2],"min_b":1}"#, 3), (#"{"a":[1,2],"not":{"b":[1,2,3]}}"#, 5), (#"{"not":{"a":1}}"#, 1),
    (#"{"or":[{"a":[1,2,3],"b":[1,2,3]},{"c":1}]}"#, 10),
  ])
  func `the cost is the weight, or the ways of lists beside each other`(text: String, cost: Int) throws {
    #expect(try Filter(json: text).cost == cost)
  }

  @Test func `the weight counts values and ranges`() throws {
    #expect(Filter().weight == 0)
    #expect(Filter().isEmpty)
    #expect(try Filter(json: #"{"a":[1,2,3],"b":true,"min_c":1,"max_c":2}"#).weight == 5)
    #expect(try Filter(json: #"{"or":[{"a":[1,2],"b":1},{"c":{"prefix":"x"}}],"d":1}"#).weight == 6)
  }

  @Test(arguments: [
    ("player_ids", "player_id"), ("prop_types", "prop_type"), ("categories", "category"), ("matches", "match"),
    ("dishes", "dish"), ("boxes", "box"), ("classes", "class"), ("games", "game"),
  ])
  func `a plural key names its singular`(plural: String, singular: String) {
    #expect(FilterField(matching: plural) == FilterField(name: plural, alternate: singular))
  }

  @Test(arguments: ["sport", "class", "s", "as", ""])
  func `a key that is no plural names itself`(key: String) {
    #expect(FilterField(matching: key) == FilterField(name: key, alternate: nil))
  }

  @Test func `a matcher answers for many payloads`() throws {
    var matcher = FilterMatcher(try Filter(json: #"{"a":1,"min_b":2}"#))
    let payloads = [#"{"a":1,"b":2}"#, #"{"a":1}"#, #"{"b":2}"#, "[]", #"{"a":1,"b":3}"#]
    #expect(payloads.map { $0.withBytes { matcher.matches($0) } } == [true, false, false, false, true])
    var all = FilterMatcher(Filter())
    #expect("7".withBytes { all.matches($0) })
  }
}
