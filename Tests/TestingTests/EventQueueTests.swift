import Testing

@testable import TautTesting

@Suite struct EventQueueTests {
  @Test func `events come in the order of their times, and of their adding`() {
    var queue = EventQueue<Int>()
    var generator = SeededGenerator(seed: 9)
    var expected: [(Int64, Int)] = []
    for number in 0..<500 {
      let time = Int64.random(in: 0..<40, using: &generator)
      queue.add(number, at: time)
      expected.append((time, number))
    }
    expected.sort { $0 < $1 }
    #expect(queue.nextTime == expected[0].0)
    var taken: [Int] = []
    while let event = queue.next() { taken.append(event) }
    #expect(taken == expected.map(\.1))
    #expect(queue.nextTime == nil)
  }
}
