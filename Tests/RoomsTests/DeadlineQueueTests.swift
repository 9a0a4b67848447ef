import TautRooms
import TautTesting
import Testing

@Suite struct DeadlineQueueTests {
  @Test(arguments: 0..<10 as Range<UInt64>)
  func `numbers come out in the order of their times, and not before`(seed: UInt64) {
    let start = ContinuousClock.now
    var random = SeededGenerator(seed: seed)
    var queue = DeadlineQueue()
    #expect(queue.popFirst(dueAt: start) == nil && queue.first == nil)
    var times: [UInt64] = []
    for _ in 0..<100 {
      let time = UInt64.random(in: 0..<50, using: &random)
      times.append(time)
      queue.insert(time, at: start + .milliseconds(Int64(time)))
    }
    #expect(queue.count == 100)
    for now in 0..<60 as Range<UInt64> {
      var due: [UInt64] = []
      while let number = queue.popFirst(dueAt: start + .milliseconds(Int64(now))) { due.append(number) }
      #expect(due == times.filter { $0 == now })
      #expect(queue.first.map { $0 > start + .milliseconds(Int64(now)) } != false)
    }
    #expect(queue.count == 0)
  }
}
