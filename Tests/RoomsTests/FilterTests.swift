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
    (#"{"a":{"eq":1}}"#, .unsupportedValue(field: "a"), "the filter a is not a text, number, boolean or list of these"),
    (#"{"a":[null]}"#, .unsupportedValue(field: "a"), "the filter a is not a text, number, boolean or list of these"),
    (#"{"a":1e999}"#, .unsupportedValue(field: "a"), "the filter a is not a text, number, boolean or list of these"),
    (#"{"min_a":"1"}"#, .thresholdNotANumber(field: "min_a"), "the filter min_a is not a number"),
    (#"{"max_a":true}"#, .thresholdNotANumber(field: "max_a"), "the filter max_a is not a number"),
    (#"{"a":1,"b":2,"c":3}"#, .tooManyFields(count: 3, limit: 2), "filters have 3 fields and the limit is 2"),
    (
      #"{"a":[1,2,3,4]}"#, .tooManyMembers(field: "a", count: 4, limit: 3),
      "the filter a has 4 members and the limit is 3"
    ),
    (#"{"a":"12345"}"#, .textTooLong(length: 5, limit: 4), "a text of 5 bytes in filters exceeds the limit of 4"),
    (#"{"abcde":1}"#, .textTooLong(length: 5, limit: 4), "a text of 5 bytes in filters exceeds the limit of 4"),
  ])
  func `what is no filter is refused with its reason`(text: String, error: FilterError, sentence: String) throws {
    var limits = FilterLimits()
    limits.fields = 2
    limits.members = 3
    limits.textLength = text.contains("min_") || text.contains("max_") ? 10 : 4
    #expect(throws: error) { try Filter(json: text, limits: limits) }
    #expect("\(error)" == sentence)
  }

  @Test func `the weight counts values and ranges`() throws {
    #expect(Filter().weight == 0)
    #expect(Filter().isEmpty)
    #expect(try Filter(json: #"{"a":[1,2,3],"b":true,"min_c":1,"max_c":2}"#).weight == 5)
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
