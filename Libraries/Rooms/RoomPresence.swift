/// Who is in a room, as its home knows it.
///
/// Members come in through nodes: event loops, or servers. A node tells how many connections of a member it has whenever that
/// number changes, so a message that comes twice changes nothing. Several connections of one user are one member, wherever
/// they are. A member is there until all of its nodes have told 0, or are gone.
///
/// ```swift
/// if let event = presence.update(.user("ana"), on: 2, connections: 1) { … }
/// ```
public struct RoomPresence: Sendable {
  private struct Node: Sendable {
    var members: Set<PresenceMember> = []
    var heard: ContinuousClock.Instant
  }

  /// The most members that are kept.
  public let limit: Int
  /// Whether somebody came while there were as many members as are kept, and is missing.
  ///
  /// That is told until the room is empty.
  public private(set) var isTruncated = false

  private var connections: [PresenceMember: [UInt32: Int]] = [:]
  private var nodes: [UInt32: Node] = [:]

  /// The presence of nobody.
  ///
  /// - Parameter limit: The most members that are kept. Who comes when there are as many is neither counted nor announced.
  public init(limit: Int = 10_000) {
    self.limit = limit
  }

  /// How many members there are.
  public var count: Int { connections.count }

  /// How many connections they have.
  public private(set) var connectionCount = 0

  /// The members in order, or any `limit` of them in order where there are more.
  public func members(limit: Int = .max) -> [PresenceEntry] {
    // Whoever asks for a few must not cost the sorting of all.
    let some = connections.prefix(limit).map {
      PresenceEntry(member: $0.key, connections: $0.value.values.reduce(0, +))
    }
    return some.sorted { $0.member < $1.member }
  }

  /// Records how many connections of a member a node has, and returns whether somebody came or went by that.
  public mutating func update(
    _ member: PresenceMember, on node: UInt32, connections count: Int, at now: ContinuousClock.Instant
  ) -> PresenceEvent? {
    nodes[node, default: Node(heard: now)].heard = now
    guard count > 0 else { return remove(member, from: node) }
    let isNew = connections[member] == nil
    guard !isNew || connections.count < limit else {
      isTruncated = true
      return nil
    }
    let before = connections[member, default: [:]].updateValue(count, forKey: node)
    connectionCount += count - (before ?? 0)
    nodes[node]!.members.insert(member)
    return isNew ? .joined(member) : nil
  }

  /// Forgets a node, and returns who went with it.
  public mutating func remove(node: UInt32) -> [PresenceEvent] {
    guard let members = nodes.removeValue(forKey: node)?.members else { return [] }
    return members.sorted().compactMap { remove($0, from: node) }
  }

  /// Records that a node is alive, though nothing has changed there.
  public mutating func renew(node: UInt32, at now: ContinuousClock.Instant) {
    nodes[node]?.heard = now
  }

  /// Forgets the nodes that have not been heard of for longer than `age`, and returns who went with them.
  public mutating func expire(olderThan age: Duration, at now: ContinuousClock.Instant) -> [PresenceEvent] {
    let silent = nodes.filter { now - $0.value.heard > age }.keys.sorted()
    return silent.flatMap { remove(node: $0) }
  }

  private mutating func remove(_ member: PresenceMember, from node: UInt32) -> PresenceEvent? {
    nodes[node]?.members.remove(member)
    guard let count = connections[member]?.removeValue(forKey: node) else { return nil }
    connectionCount -= count
    guard connections[member]!.isEmpty else { return nil }
    connections[member] = nil
    if connections.isEmpty { isTruncated = false }
    return .left(member)
  }
}
