import TautRooms
import TautTesting
import Testing

@Suite struct RoomPresenceTests {
  private let start = ContinuousClock.now
  private let ana = PresenceMember.user("ana")
  private let ben = PresenceMember.client("ben")

  @Test func `several connections of one user are one member, on whatever nodes they are`() {
    var presence = RoomPresence()
    #expect(presence.update(ana, on: 0, connections: 1, at: start) == .joined(ana))
    #expect(presence.update(ana, on: 0, connections: 2, at: start) == nil)
    #expect(presence.update(ana, on: 1, connections: 1, at: start) == nil)
    #expect(presence.update(ben, on: 1, connections: 1, at: start) == .joined(ben))
    #expect(presence.count == 2)
    #expect(presence.connectionCount == 4)
    #expect(presence.members() == [.init(member: ana, connections: 3), .init(member: ben, connections: 1)])
    #expect(presence.members(limit: 1).count == 1)
    #expect(presence.update(ana, on: 0, connections: 0, at: start) == nil)
    #expect(presence.update(ana, on: 1, connections: 0, at: start) == .left(ana))
    #expect(presence.update(ana, on: 1, connections: 0, at: start) == nil)
    #expect(presence.count == 1)
  }

  @Test func `a message that comes twice changes nothing`() {
    var presence = RoomPresence()
    #expect(presence.update(ana, on: 0, connections: 1, at: start) != nil)
    #expect(presence.update(ana, on: 0, connections: 1, at: start) == nil)
    #expect(presence.members() == [.init(member: ana, connections: 1)])
  }

  @Test func `who was on a node that is gone goes with it`() {
    var presence = RoomPresence()
    _ = presence.update(ana, on: 0, connections: 1, at: start)
    _ = presence.update(ana, on: 1, connections: 1, at: start)
    _ = presence.update(ben, on: 1, connections: 1, at: start)
    #expect(presence.remove(node: 1) == [.left(ben)])
    #expect(presence.remove(node: 1) == [])
    #expect(presence.members() == [.init(member: ana, connections: 1)])
  }

  @Test func `a node that is silent for too long is gone`() {
    var presence = RoomPresence()
    _ = presence.update(ana, on: 0, connections: 1, at: start)
    _ = presence.update(ben, on: 1, connections: 1, at: start)
    presence.renew(node: 0, at: start + .seconds(50))
    presence.renew(node: 9, at: start)
    #expect(presence.expire(olderThan: .seconds(60), at: start + .seconds(60)) == [])
    #expect(presence.expire(olderThan: .seconds(60), at: start + .seconds(61)) == [.left(ben)])
    #expect(presence.expire(olderThan: .seconds(60), at: start + .seconds(111)) == [.left(ana)])
    #expect(presence.count == 0)
  }

  @Test func `no more members are kept than the limit, and that is told until the room is empty`() {
    var presence = RoomPresence(limit: 1)
    _ = presence.update(ana, on: 0, connections: 1, at: start)
    #expect(presence.update(ben, on: 0, connections: 1, at: start) == nil)
    #expect(presence.isTruncated && presence.count == 1)
    #expect(presence.update(ana, on: 1, connections: 3, at: start) == nil)
    #expect(presence.connectionCount == 4)
    #expect(presence.update(ben, on: 0, connections: 0, at: start) == nil)
    _ = presence.remove(node: 1)
    #expect(presence.isTruncated)
    #expect(presence.update(ana, on: 0, connections: 0, at: start) == .left(ana))
    #expect(!presence.isTruncated)
  }

  @Test func `a node counts the connections of its members`() {
    var counter = PresenceCounter()
    #expect(counter.isEmpty)
    #expect([counter.join(ana), counter.join(ana), counter.join(ben)] == [1, 2, 1])
    #expect(counter.entries == [.init(member: ana, connections: 2), .init(member: ben, connections: 1)])
    #expect([counter.leave(ana), counter.leave(ben), counter.leave(ben), counter.leave(ana)] == [1, 0, 0, 0])
    #expect(counter.isEmpty)
  }

  @Test func `users stand before clients`() {
    #expect([ben, .user("zoe"), ana, .client("abe")].sorted() == [ana, .user("zoe"), .client("abe"), ben])
  }

  @Test func `changes are told together, and what is undone is not mentioned`() {
    var changes = PresenceChanges(limit: 2)
    #expect(changes.isEmpty)
    changes.note(.joined(ana))
    changes.note(.left(ben))
    #expect(changes.joined == [ana] && changes.left == [ben])
    changes.note(.left(ana))
    #expect(changes.joined.isEmpty && changes.left == [ben])
    changes.note(.joined(ana))
    changes.note(.joined(.user("zoe")))
    let taken = changes.take()
    #expect(taken.isTruncated && taken.joined == [ana] && taken.left == [ben])
    #expect(changes.isEmpty && changes.limit == 2)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `who has joined and not left is there, in random lives`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var presence = RoomPresence()
    var counts: [UInt32: [PresenceMember: Int]] = [:]
    var told: Set<PresenceMember> = []
    func note(_ event: PresenceEvent?) {
      switch event {
      case .joined(let member): #expect(told.insert(member).inserted)
      case .left(let member): #expect(told.remove(member) != nil)
      case nil: break
      }
    }
    for _ in 0..<300 {
      let node = UInt32.random(in: 0..<3, using: &random)
      let member = PresenceMember.user("u\(Int.random(in: 0..<5, using: &random))")
      if Int.random(in: 0..<20, using: &random) == 0 {
        counts[node] = nil
        for event in presence.remove(node: node) { note(event) }
      } else {
        let count = Int.random(in: 0..<3, using: &random)
        counts[node, default: [:]][member] = count == 0 ? nil : count
        note(presence.update(member, on: node, connections: count, at: start))
      }
      let expected = counts.values.reduce(into: [PresenceMember: Int]()) { $0.merge($1, uniquingKeysWith: +) }
      #expect(Set(expected.keys) == told)
      #expect(
        presence.members() == expected.sorted { $0.key < $1.key }.map { .init(member: $0.key, connections: $0.value) })
    }
  }
}
