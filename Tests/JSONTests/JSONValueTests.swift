import Foundation
import TautJSON
import Testing

@Suite struct JSONValueTests {
  @Test func `what is read is written as it was, but for white space`() throws {
    let text = #"{"z":1.50,"a":[1E+2,-0,{"x":null}],"z":true,"é":"\n","big":123456789012345678901234567890}"#
    #expect(try JSONValue(parsing: text).description == text)
    #expect(try JSONValue(parsing: Array((" " + text + "\n").utf8)).bytes == Array(text.utf8))
  }

  @Test func `literals make values`() {
    let value: JSONValue = ["a": 1, "b": [true, nil, 1.5, "x"], "c": [:]]
    #expect(value.description == #"{"a":1,"b":[true,null,1.5,"x"],"c":{}}"#)
    #expect(JSONValue(floatLiteral: .infinity) == .null)
  }

  @Test func `a tree is asked for its parts`() throws {
    let value = try JSONValue(parsing: #"{"n":1,"d":1.5,"s":"x","b":false,"l":[7],"u":null,"n":2}"#)
    #expect(value["n"]?.int64 == 2)
    #expect(value["d"]?.double == 1.5)
    #expect(value["s"]?.string == "x")
    #expect(value["b"]?.boolean == false)
    #expect(value["l"]?[0]?.int64 == 7)
    #expect(value["l"]?.array?.count == 1)
    #expect(value["u"]?.isNull == true)
    #expect(value.object?.members.count == 7)
    #expect(value["l"]?[1] == nil)
    #expect(value["missing"] == nil)
    let kindless: [Any?] = [value.string, value.int64, value.double, value.boolean, value.array, value["n"]?.object]
    #expect(kindless.allSatisfy { $0 == nil })
    #expect(value[0] == nil)
  }

  @Test func `setting a member changes the last one, adds one, or removes all`() {
    var object = JSONObject([.init(name: "a", value: 1), .init(name: "a", value: 2)])
    object["a"] = 3
    object["b"] = 4
    #expect(JSONValue.object(object).description == #"{"a":1,"a":3,"b":4}"#)
    object["a"] = nil
    #expect(object == ["b": 4])
  }

  @Test func `a number keeps its spelling`() throws {
    #expect(JSONNumber("1.50")?.description == "1.50")
    #expect(JSONNumber("1.50")?.double == 1.5)
    #expect(JSONNumber("7")?.int64 == 7)
    #expect(JSONNumber(UInt8(7)).text == "7")
    #expect(JSONNumber(0.1)?.text == "0.1")
    #expect(JSONNumber(Double.nan) == nil)
    for text in ["", " 1", "1 ", "+1", "01", "[]", "\"1\""] { #expect(JSONNumber(text) == nil) }
  }

  @Test func `a pretty tree has a line for each element and member`() throws {
    let value = try JSONValue(parsing: #"{"a":[],"b":{},"c":[1,{"d\n":"x"}]}"#)
    let pretty = """
      {
        "a": [],
        "b": {},
        "c": [
          1,
          {
            "d\\n": "x"
          }
        ]
      }
      """
    #expect(value.prettyDescription == pretty)
    #expect(try JSONValue(parsing: pretty) == value)
  }

  @Test func `a text that is not JSON throws where it is wrong`() {
    #expect(throws: JSONError(.expectedValue, at: 1)) { try JSONValue(parsing: "[}") }
    #expect(throws: JSONError(.expectedValue, at: 1)) { try JSONValue(parsing: Array("[}".utf8)) }
  }

  @Test(arguments: 0..<40)
  func `a random tree survives writing and reading, and Foundation reads the same`(_ seed: UInt64) throws {
    var trees = RandomTrees(seed: seed)
    for _ in 0..<25 {
      let tree = trees.next()
      #expect(try JSONValue(parsing: tree.bytes) == tree)
      #expect(try JSONValue(parsing: tree.prettyDescription) == tree)
      let foundation = try JSONSerialization.jsonObject(with: Data(tree.bytes), options: .fragmentsAllowed)
      #expect(agrees(tree, foundation))
    }
  }

  /// Whether Foundation read the same; of a name that stands twice it keeps one.
  func agrees(_ tree: JSONValue, _ other: Any) -> Bool {
    switch tree {
    case .null: other is NSNull
    case .boolean(let value): other as? Bool == value
    case .number(let number):
      // Foundation goes through a decimal number and is off by a unit in the last place now and then.
      (other as? NSNumber).map { abs($0.doubleValue - number.double!) <= abs(number.double!) * 1e-15 } ?? false
    case .string(let text): other as? String == text
    case .array(let elements):
      (other as? [Any]).map { zip(elements, $0).allSatisfy { agrees($0, $1) } && elements.count == $0.count } ?? false
    case .object(let object):
      (other as? [String: Any]).map { others in
        object.members.allSatisfy { member in others[member.name].map { agrees(object[member.name]!, $0) } ?? false }
      } ?? false
    }
  }
}

/// Trees that follow from a seed.
struct RandomTrees {
  var random: Generator

  init(seed: UInt64) {
    random = Generator(state: seed)
  }

  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state ^ (state >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    }
  }

  mutating func next(depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &random) {
    case 0: .null
    case 1: .boolean(Bool.random(using: &random))
    case 2: .number(JSONNumber(Int64.random(in: .min ... .max, using: &random)))
    case 3: .number(JSONNumber(Double.random(in: -1e6...1e6, using: &random))!)
    case 4: .number(JSONNumber(["1.50", "-0", "1E+2", "2.5e-3", "0.0"].randomElement(using: &random)!)!)
    case 5: .string(text())
    case 6: .array((0..<Int.random(in: 0..<5, using: &random)).map { _ in next(depth: depth + 1) })
    default:
      .object(
        JSONObject(
          (0..<Int.random(in: 0..<5, using: &random)).map {
            .init(name: "\($0)" + text(), value: next(depth: depth + 1))
          }))
    }
  }

  mutating func text() -> String {
    let letters = ["a", "é", "€", "😀", "\"", "\\", "/", "\n", "\u{1}", "\u{7F}", " ", "0", "plain text", "\u{2028}"]
    return (0..<Int.random(in: 0..<12, using: &random)).map { _ in letters.randomElement(using: &random)! }.joined()
  }
}
