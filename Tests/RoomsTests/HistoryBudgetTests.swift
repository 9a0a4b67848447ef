import TautTesting
import Testing

@testable import TautRooms

@Suite struct HistoryBudgetTests {
  @Test func `within the limit nobody has to forget`() {
    var budget = HistoryBudget(limit: 100)
    #expect(budget.excess() == nil)
    budget.note(60, of: 7)
    budget.note(40, of: 2)
    #expect(budget.cost == 100)
    #expect(budget.excess() == nil)
  }

  @Test func `who holds most has to forget, whoever came last`() {
    var budget = HistoryBudget(limit: 100)
    budget.note(90, of: 0)
    budget.note(20, of: 1)
    #expect(budget.excess() == 0)
    budget.note(70, of: 0)
    #expect(budget.excess() == nil)
  }

  @Test func `rooms of one magnitude forget in turn`() {
    var budget = HistoryBudget(limit: 0)
    for room in 0..<3 as Range<Int32> { budget.note(40, of: room) }
    budget.note(3, of: 3)
    var turns: [Int32?] = []
    for _ in 0..<4 { turns.append(budget.excess()) }
    #expect(turns == [0, 1, 2, 0])
  }

  @Test func `a room that holds nothing is never asked`() {
    var budget = HistoryBudget(limit: -1)
    budget.note(5, of: 0)
    budget.note(0, of: 0)
    #expect(budget.cost == 0)
    #expect(budget.excess() == nil)
  }

  @Test(arguments: [10, 1_000, 40_000])
  func `after any changes the sums are right, and the excess ends with even shares`(
    limit: Int
  ) {
    var random = SeededGenerator(seed: 7)
    var budget = HistoryBudget(limit: limit)
    var costs = [Int](repeating: 0, count: 40)
    for _ in 0..<2_000 {
      let room = Int.random(in: costs.indices, using: &random)
      costs[room] = Bool.random() ? costs[room] + Int.random(in: 0...300) : Int.random(in: 0...costs[room])
      budget.note(costs[room], of: Int32(room))
      while let room = budget.excess() {
        #expect(costs[Int(room)] * 2 > costs.max()!)
        costs[Int(room)] -= min(costs[Int(room)], 7)
        budget.note(costs[Int(room)], of: room)
      }
      #expect(budget.cost == costs.reduce(0, +) && budget.cost <= limit)
    }
  }
}
