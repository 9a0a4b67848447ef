import Testing

@testable import tautline

@Suite struct BenchQueueTests {
  @Test func `the oldest comes first, also after many`() {
    var queue = BenchQueue()
    for round in 0..<3 {
      for number in 0..<10_000 { queue.append(Int64(round * 10_000 + number)) }
      for number in 0..<9_000 { #expect(queue.popFirst() == Int64(round * 9_000 + number)) }
    }
    #expect(queue.count == 3_000)
    while queue.popFirst() != nil {}
    #expect(queue.count == 0)
  }
}
