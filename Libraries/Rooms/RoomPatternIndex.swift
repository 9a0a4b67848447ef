/// Patterns, arranged so that a new room finds those that cover it without looking at the others.
///
/// A lookup follows the segments of the name: at each it looks for the segment, for `*` and for `**`.
public struct RoomPatternIndex: Sendable {
  private var trie = SegmentTrie<UInt32>()

  /// An index without patterns.
  public init() {}

  /// How many numbers there are.
  public var count: Int { trie.count }

  /// Adds a number of the caller's under a pattern.
  public mutating func insert(_ number: UInt32, _ pattern: RoomPattern) {
    trie.insert(number, at: pattern.segments)
  }

  /// Removes a number that stands under a pattern.
  public mutating func remove(_ number: UInt32, _ pattern: RoomPattern) {
    trie.remove(number, at: pattern.segments)
  }

  /// The numbers under the patterns that cover a room, in order.
  public func numbers(covering room: RoomName) -> [UInt32] {
    var examined = 0
    return numbers(covering: room, examined: &examined)
  }

  /// The same; counts the places that it looks at.
  func numbers(covering room: RoomName, examined: inout Int) -> [UInt32] {
    trie.count == 0 ? [] : trie.values(covering: room.segments, examined: &examined).sorted()
  }
}
