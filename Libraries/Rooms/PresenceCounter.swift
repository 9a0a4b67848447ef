/// How many connections of each member one node has in a room.
public struct PresenceCounter: Sendable {
  private var counts: [PresenceMember: Int] = [:]

  /// A counter of nobody.
  public init() {}

  /// Whether nobody is there.
  public var isEmpty: Bool { counts.isEmpty }

  /// Who is there, in order.
  public var entries: [PresenceEntry] {
    counts.keys.sorted().map { PresenceEntry(member: $0, connections: counts[$0]!) }
  }

  /// Counts one connection more, and returns how many the member has now.
  public mutating func join(_ member: PresenceMember) -> Int {
    counts[member, default: 0] += 1
    return counts[member]!
  }

  /// Counts one connection less, and returns how many the member has now.
  public mutating func leave(_ member: PresenceMember) -> Int {
    guard let count = counts[member], count > 1 else {
      counts[member] = nil
      return 0
    }
    counts[member] = count - 1
    return count - 1
  }
}
