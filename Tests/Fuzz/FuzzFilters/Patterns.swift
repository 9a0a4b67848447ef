import TautRooms

/// Patterns and names of rooms.
///
/// What the two indexes find, what each pattern says alone and what a naive reading of the
/// rules says must be the same, also after some were removed again.
enum Patterns {
  /// Checks lines of which each is a pattern, a name, both or neither.
  static func check(_ lines: [[UInt8]]) {
    let texts = lines.prefix(40).map { String(decoding: $0, as: UTF8.self) }
    let patterns = texts.compactMap(pattern)
    let names = Set(texts.compactMap { try? RoomName($0) }).sorted()
    checkPatternIndex(patterns, names)
    checkNameIndex(patterns, names)
  }

  private static func pattern(_ text: String) -> RoomPattern? {
    let pattern = try? RoomPattern(text)
    require((pattern != nil) == accepts(text), "\(text) is a pattern, or is none, and the rules say otherwise")
    return pattern
  }

  private static func checkPatternIndex(_ patterns: [RoomPattern], _ names: [RoomName]) {
    var index = RoomPatternIndex()
    for (number, pattern) in patterns.enumerated() { index.insert(UInt32(number), pattern) }
    compare(index, patterns.indices.map { $0 }, patterns, names)
    for number in patterns.indices where number % 3 == 1 { index.remove(UInt32(number), patterns[number]) }
    let kept = patterns.indices.filter { $0 % 3 != 1 }
    compare(index, kept, patterns, names)
    for number in kept { index.remove(UInt32(number), patterns[number]) }
    require(index.count == 0, "something is left in the index of patterns")
  }

  private static func compare(
    _ index: RoomPatternIndex, _ kept: [Int], _ patterns: [RoomPattern], _ names: [RoomName]
  ) {
    require(index.count == kept.count, "the index holds \(index.count) patterns, and \(kept.count) were added")
    for name in names {
      let expected = kept.filter { covers(patterns[$0].text, name.text) }
      let alone = kept.filter { patterns[$0].covers(name) }
      let found = index.numbers(covering: name).map(Int.init)
      require(alone == expected, "\(name): the patterns alone say \(alone) and the rules \(expected) of \(patterns)")
      require(found == expected, "\(name): the index finds \(found) and the rules \(expected) of \(patterns)")
    }
  }

  private static func checkNameIndex(_ patterns: [RoomPattern], _ names: [RoomName]) {
    var index = RoomNameIndex()
    for name in names { index.insert(name) }
    compare(index, patterns, names)
    for position in names.indices where position % 3 == 1 { index.remove(names[position]) }
    let kept = names.indices.filter { $0 % 3 != 1 }.map { names[$0] }
    compare(index, patterns, kept)
    for name in kept { index.remove(name) }
    require(index.count == 0, "something is left in the index of names")
  }

  private static func compare(_ index: RoomNameIndex, _ patterns: [RoomPattern], _ names: [RoomName]) {
    for pattern in patterns {
      let expected = names.filter { covers(pattern.text, $0.text) }
      let found = index.rooms(coveredBy: pattern, limit: 100)
      require(found == expected, "\(pattern) finds \(found), and by the rules covers \(expected)")
      let few = index.rooms(coveredBy: pattern, limit: 2)
      require(few.count == min(2, expected.count) && Set(few).isSubset(of: expected), "\(pattern) finds \(few) of two")
    }
  }
}

// MARK: - The rules, read naively

extension Patterns {
  private static func accepts(_ text: String) -> Bool {
    let segments = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let stars = segments.filter { $0.contains("*") }
    guard text.utf8.count <= 128, segments.count <= 16, stars.count <= 4 else { return false }
    guard (try? RoomName(segments[0])) != nil, stars.allSatisfy({ $0 == "*" || $0 == "**" }) else { return false }
    guard !segments.dropLast().contains("**") else { return false }
    // What is no wildcard is as in a name, where it may also stand at the beginning.
    return segments.filter { !$0.contains("*") }.allSatisfy { (try? RoomName("a" + $0.prefix(127))) != nil }
  }

  private static func covers(_ pattern: String, _ name: String) -> Bool {
    covers(
      pattern.split(separator: ".", omittingEmptySubsequences: false)[...],
      name.split(separator: ".", omittingEmptySubsequences: false)[...])
  }

  private static func covers(_ pattern: ArraySlice<Substring>, _ name: ArraySlice<Substring>) -> Bool {
    guard let segment = pattern.first else { return name.isEmpty }
    guard let other = name.first else { return false }
    if segment == "**" { return true }
    return (segment == "*" || segment == other) && covers(pattern.dropFirst(), name.dropFirst())
  }
}
