import TautJSON
import TautRooms
import Testing

@Suite struct DeliveryQueueTests {
  private func popAll(_ queue: inout DeliveryQueue) -> [UInt64] {
    var offsets: [UInt64] = []
    while let delivery = queue.popFirst() { offsets.append(delivery.publication.offset) }
    return offsets
  }

  private let kept = DeliveryQueue.Outcome.queued(oldest: 0, superseded: 0)

  @Test func `what waits leaves in order, of all subscriptions`() throws {
    var queue = DeliveryQueue(limit: 100)
    for offset in 1...6 as ClosedRange<UInt64> {
      #expect(queue.append(try .sample(offset), for: UInt32(offset % 2), policy: .disconnect) == kept)
    }
    #expect(queue.count == 6)
    #expect(queue.bytes == 12)
    #expect(queue.popFirst()?.subscription == 1)
    #expect(popAll(&queue) == [2, 3, 4, 5, 6])
    #expect(queue.bytes == 0)
    #expect(queue.isEmpty)
    #expect(queue.popFirst()?.subscription == nil)
  }

  @Test func `the default policy overflows at the limit, and not before`() throws {
    var queue = DeliveryQueue(limit: 10)
    for offset in 1...5 as ClosedRange<UInt64> {
      #expect(queue.append(try .sample(offset), for: 1, policy: .disconnect) == kept)
    }
    #expect(queue.append(try .sample(6), for: 1, policy: .disconnect) == .overflow)
    #expect(queue.count == 5)
  }

  @Test func `what the transport holds counts too`() throws {
    var queue = DeliveryQueue(limit: 10)
    #expect(queue.append(try .sample(1), for: 1, policy: .disconnect, reserved: 8) == kept)
    #expect(queue.append(try .sample(2), for: 1, policy: .disconnect, reserved: 8) == .overflow)
  }

  @Test func `the oldest of the subscription make room, and are told`() throws {
    var queue = DeliveryQueue(limit: 10)
    #expect(queue.append(try .sample(1), for: 7, policy: .disconnect) == kept)
    for offset in 2...5 as ClosedRange<UInt64> {
      #expect(queue.append(try .sample(offset), for: 1, policy: .dropOldest) == kept)
    }
    #expect(queue.append(try .sample(6, "[66]"), for: 1, policy: .dropOldest) == .queued(oldest: 2, superseded: 0))
    #expect(queue.takeReports().map { [UInt64($0.subscription), UInt64($0.count), $0.from, $0.to] } == [[1, 2, 2, 3]])
    #expect(queue.takeReports().isEmpty)
    #expect(popAll(&queue) == [1, 4, 5, 6])
  }

  @Test func `what fits beside nothing of its own is dropped itself`() throws {
    var queue = DeliveryQueue(limit: 4)
    #expect(queue.append(try .sample(1), for: 7, policy: .disconnect) == kept)
    #expect(queue.append(try .sample(2), for: 1, policy: .dropOldest) == kept)
    #expect(queue.append(try .sample(3, "[1,2]"), for: 1, policy: .dropOldest) == .queued(oldest: 2, superseded: 0))
    #expect(queue.append(try .sample(4, "[1,2]"), for: 2, policy: .dropOldest) == .queued(oldest: 1, superseded: 0))
    #expect(
      queue.takeReports().map { [UInt64($0.subscription), UInt64($0.count), $0.from, $0.to] } == [
        [1, 2, 2, 3], [2, 1, 4, 4],
      ])
    #expect(popAll(&queue) == [1])
    #expect(queue.isEmpty)
  }

  @Test func `the latest of the subscription replaces what waited`() throws {
    var queue = DeliveryQueue(limit: 100)
    let latest = SlowReaderPolicy.latest(by: JSONPath(names: []))
    #expect(queue.append(try .sample(1), for: 1, policy: latest) == kept)
    #expect(queue.append(try .sample(2), for: 7, policy: .disconnect) == kept)
    #expect(queue.append(try .sample(3), for: 1, policy: latest) == .queued(oldest: 0, superseded: 1))
    #expect(queue.append(try .sample(4), for: 1, policy: latest) == .queued(oldest: 0, superseded: 1))
    #expect(queue.takeReports().map { [$0.from, $0.to, UInt64($0.count)] } == [[1, 3, 2]])
    #expect(popAll(&queue) == [2, 4])
    #expect(queue.append(try .sample(5), for: 1, policy: latest) == kept)
  }

  @Test func `the latest by a path keeps one for each value there`() throws {
    var queue = DeliveryQueue(limit: 100)
    let latest = SlowReaderPolicy.latest(by: "player.id")
    let payloads = [
      #"{"player":{"id":1}}"#, #"{"player":{"id":2}}"#, #"{"x":1}"#, #"{"player":{"id":1}}"#, "[]", "nonsense",
    ]
    for (position, payload) in payloads.enumerated() {
      _ = queue.append(try .sample(UInt64(position + 1), payload), for: 1, policy: latest)
    }
    #expect(popAll(&queue) == [2, 4, 6])
  }

  @Test func `the latest by a path drops the oldest beyond the limit`() throws {
    var queue = DeliveryQueue(limit: 7)
    for offset in 1...5 as ClosedRange<UInt64> {
      _ = queue.append(try .sample(offset, "[\(offset)]"), for: 1, policy: .latest(by: "0"))
    }
    #expect(popAll(&queue) == [4, 5])
  }

  @Test func `replays are not counted against the limit and not dropped`() throws {
    var queue = DeliveryQueue(limit: 2)
    for offset in 1...3 as ClosedRange<UInt64> { queue.appendReplay(try .sample(offset), for: 1) }
    #expect(queue.append(try .sample(4), for: 1, policy: .dropOldest) == kept)
    #expect(queue.append(try .sample(5), for: 1, policy: .dropOldest) == .queued(oldest: 1, superseded: 0))
    #expect(queue.replayBytes == 6)
    #expect(popAll(&queue) == [1, 2, 3, 5])
    #expect(queue.replayBytes == 0)
  }

  @Test func `a subscription that ends leaves nothing`() throws {
    var queue = DeliveryQueue(limit: 6)
    queue.appendReplay(try .sample(1), for: 1)
    queue.appendReplay(try .sample(1), for: 2)
    for offset in 2...6 as ClosedRange<UInt64> {
      _ = queue.append(try .sample(offset), for: UInt32(offset % 2), policy: .dropOldest)
    }
    queue.remove(1)
    #expect(queue.takeReports().map(\.subscription) == [0])
    #expect(queue.popFirst()?.subscription == 2)
    #expect(popAll(&queue) == [4, 6])
    #expect(queue.isEmpty)
  }

  @Test func `a middle one that is superseded leaves its neighbours linked`() throws {
    var queue = DeliveryQueue(limit: 100)
    for (offset, key) in [(1, "a"), (2, "b"), (3, "c"), (4, "b"), (5, "c"), (6, "a")] as [(UInt64, String)] {
      _ = queue.append(try .sample(offset, #"["\#(key)"]"#), for: 1, policy: .latest(by: "0"))
    }
    #expect(queue.count == 3)
    #expect(popAll(&queue) == [4, 5, 6])
  }
}
