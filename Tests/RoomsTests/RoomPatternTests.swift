import TautTesting
import Testing

@testable import TautRooms

@Suite struct RoomPatternTests {
  @Test(arguments: [
    ("odds.*", "odds.mlb", true), ("odds.*", "odds", false), ("odds.*", "odds.mlb.live", false),
    ("odds.*", "oddsx.mlb", false),
    ("odds.*", "odds.", true), ("odds.*.live", "odds.mlb.live", true), ("odds.*.live", "odds.live", false),
    ("odds.*.live", "odds.mlb.pre", false), ("odds.**", "odds.mlb", true), ("odds.**", "odds.mlb.live.x", true),
    ("odds.**", "odds", false), ("odds.*.**", "odds.mlb", false), ("odds.*.**", "odds.mlb.live", true),
    ("odds.mlb", "odds.mlb", true), ("odds.mlb", "odds.nba", false), ("a..*", "a..b", true), ("a.*.*", "a.b", false),
  ])
  func `a pattern covers the rooms that it describes`(pattern: String, room: String, isCovered: Bool) throws {
    let pattern = try RoomPattern(pattern)
    let room = try RoomName(room)
    #expect(pattern.covers(room) == isCovered)
    var patterns = RoomPatternIndex()
    patterns.insert(7, pattern)
    #expect(patterns.numbers(covering: room) == (isCovered ? [7] : []))
    var names = RoomNameIndex()
    names.insert(room)
    #expect(names.rooms(coveredBy: pattern, limit: 10) == (isCovered ? [room] : []))
  }

  @Test(arguments: [
    ("*", RoomPatternError.badStart, "a room pattern begins with a segment without a wildcard, as odds.* does"),
    ("**", .badStart, "a room pattern begins with a segment without a wildcard, as odds.* does"),
    ("", .badStart, "a room pattern begins with a segment without a wildcard, as odds.* does"),
    (".*", .badStart, "a room pattern begins with a segment without a wildcard, as odds.* does"),
    (
      "odds.m*", .partialSegment,
      "a wildcard of a room pattern stands alone between dots: * for one segment, ** for the rest"
    ),
    (
      "odds.***", .partialSegment,
      "a wildcard of a room pattern stands alone between dots: * for one segment, ** for the rest"
    ),
    ("odds.**.live", .tailNotLast, "the wildcard ** stands only at the end of a room pattern"),
    (
      "odds.a b.*", .badCharacter,
      "a room pattern holds only letters, digits, . _ - : / @ # + and the wildcards * and **"
    ),
    ("a.*.*.*.*.*", .tooManyWildcards(limit: 4), "a room pattern has more wildcards than the limit of 4"),
    (
      "a" + String(repeating: ".b", count: 15) + ".*", .tooManySegments(limit: 16),
      "a room pattern has more segments than the limit of 16"
    ),
    (
      String(repeating: "a", count: 127) + ".*", .tooLong(length: 129, limit: 128),
      "a room pattern of 129 bytes exceeds the limit of 128"
    ),
  ])
  func `everything else is refused with its reason`(text: String, error: RoomPatternError, sentence: String) {
    #expect(throws: error) { try RoomPattern(text) }
    #expect("\(error)" == sentence)
  }

  @Test func `a text with a star wants to be a pattern`() throws {
    #expect(RoomPattern.isPattern("odds.*"))
    #expect(!RoomPattern.isPattern("odds.mlb"))
    #expect("\(try RoomPattern("odds.*"))" == "odds.*")
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `random patterns and names find each other as each pair alone says`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func text(_ segments: [String], _ last: [String]) -> String {
      let middle = (0..<Int.random(in: 0..<3, using: &random)).map { _ in segments.randomElement(using: &random)! }
      return (["r"] + middle + [last.randomElement(using: &random)!]).joined(separator: ".")
    }
    var patterns = RoomPatternIndex()
    var names = RoomNameIndex()
    var livePatterns: [UInt32: RoomPattern] = [:]
    var liveNames: Set<RoomName> = []
    for number in 0..<200 as Range<UInt32> {
      let pattern = try RoomPattern(text(["a", "b", "*"], ["a", "b", "*", "**"]))
      patterns.insert(number, pattern)
      livePatterns[number] = pattern
      let name = try RoomName(text(["a", "b", "c"], ["a", "b", "c"]))
      if liveNames.insert(name).inserted { names.insert(name) }
      if let gone = livePatterns.keys.sorted().randomElement(using: &random), Bool.random(using: &random) {
        patterns.remove(gone, livePatterns.removeValue(forKey: gone)!)
      }
      if let gone = liveNames.sorted().randomElement(using: &random), Bool.random(using: &random) {
        names.remove(gone)
        liveNames.remove(gone)
      }
      #expect(patterns.numbers(covering: name) == livePatterns.filter { $0.value.covers(name) }.keys.sorted())
      #expect(names.rooms(coveredBy: pattern, limit: 100) == liveNames.filter { pattern.covers($0) }.sorted())
      #expect(patterns.count == livePatterns.count && names.count == liveNames.count)
    }
    patterns.remove(999, try RoomPattern("no.such.*"))
    names.remove(try RoomName("no.such"))
    for (number, pattern) in livePatterns { patterns.remove(number, pattern) }
    for name in liveNames {
      patterns.remove(999, try RoomPattern("r.a"))
      names.remove(name)
    }
    #expect(patterns.count == 0 && names.count == 0)
    #expect(patterns.numbers(covering: try RoomName("r.a")).isEmpty)
  }

  @Test func `a number that is not under a pattern is not removed`() throws {
    var patterns = RoomPatternIndex()
    patterns.insert(1, try RoomPattern("odds.*"))
    patterns.remove(2, try RoomPattern("odds.*"))
    #expect(patterns.count == 1)
  }

  @Test(arguments: ["otherPART.*", "odds.PART.*", "odds.*.PART", "odds.PART.**"])
  func `a hundred times as many patterns that do not cover a room cost no step more`(form: String) throws {
    var index = RoomPatternIndex()
    var costs: [Int] = []
    for count in [100, 1_000, 10_000] {
      for number in index.count..<count {
        index.insert(UInt32(number), try RoomPattern(form.replacing("PART", with: "\(number)")))
      }
      var examined = 0
      #expect(index.numbers(covering: try RoomName("odds.mlb.live"), examined: &examined).isEmpty)
      costs.append(examined)
    }
    #expect(costs == Array(repeating: costs[0], count: 3))
  }

  @Test func `no more rooms are found than are wanted`() throws {
    var names = RoomNameIndex()
    for number in 0..<50 { names.insert(try RoomName("odds.r\(number)")) }
    #expect(names.rooms(coveredBy: try RoomPattern("odds.*"), limit: 10).count == 10)
    #expect(names.rooms(coveredBy: try RoomPattern("odds.**"), limit: 60).count == 50)
  }
}
