/// The names of rooms, arranged so that a pattern finds those that it covers.
public struct RoomNameIndex: Sendable {
  private var trie = SegmentTrie<RoomName>()

  /// An index without names.
  public init() {}

  /// How many names there are.
  public var count: Int { trie.count }

  /// Adds a name that is not there yet.
  public mutating func insert(_ room: RoomName) {
    trie.insert(room, at: room.segments)
  }

  /// Removes a name.
  public mutating func remove(_ room: RoomName) {
    trie.remove(room, at: room.segments)
  }

  /// The names that a pattern covers, in order, at most `limit` of them.
  public func rooms(coveredBy pattern: RoomPattern, limit: Int) -> [RoomName] {
    trie.values(coveredBy: pattern.segments, limit: limit).sorted()
  }
}
