import Testing

@testable import tautline

@Suite struct BenchPacerTests {
  @Test func `the first operation is due at once, the others at equal distances`() {
    let pacer = BenchPacer(rate: 1000)
    #expect(pacer.due(0) == 0)
    #expect(pacer.due(1) == 1_000_000)
    #expect(pacer.due(2500) == 2_500_000_000)
  }

  @Test func `each operation is handed out once`() {
    var pacer = BenchPacer(rate: 1000)
    #expect(pacer.take(at: 0) == 0..<1)
    #expect(pacer.take(at: 999_999) == 1..<1)
    #expect(pacer.take(at: 1_000_000) == 1..<2)
    #expect(pacer.next == 2_000_000)
  }

  @Test func `after a pause everything that fell due is handed out`() {
    var pacer = BenchPacer(rate: 1000)
    #expect(pacer.take(at: 10_500_000) == 0..<11)
    #expect(pacer.taken == 11)
  }

  @Test func `a rate that does not divide a second does not drift`() {
    var pacer = BenchPacer(rate: 3)
    #expect(pacer.take(at: 1_000_000_000).count == 4)
    #expect(pacer.take(at: 100_000_000_000).upperBound == 301)
  }
}
