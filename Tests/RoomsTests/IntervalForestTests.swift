import TautTesting
import Testing

@testable import TautRooms

@Suite struct IntervalForestTests {
  private struct Tree {
    var forest = IntervalForest<FilterRange>()
    var root = IntervalForest<FilterRange>.empty

    mutating func insert(_ range: FilterRange, _ value: Int32) { root = forest.insert(range, value: value, into: root) }
    mutating func remove(_ range: FilterRange) { root = forest.remove(range, from: root) }

    func found(_ number: Int64) -> (values: [Int32], examined: Int) {
      var values: [Int32] = []
      var examined = 0
      forest.collect(FilterNumber(number), in: root, into: &values, examined: &examined)
      return (values.sorted(), examined)
    }
  }

  private func range(_ lower: Int64, _ upper: Int64) -> FilterRange {
    FilterRange(lower: FilterNumber(lower), upper: FilterNumber(upper))
  }

  @Test func `ranges that hold a number are found, bounds included`() {
    var tree = Tree()
    tree.insert(range(1, 3), 0)
    tree.insert(range(2, 5), 1)
    tree.insert(FilterRange(lower: FilterNumber(4)), 2)
    tree.insert(FilterRange(upper: FilterNumber(0)), 3)
    tree.insert(range(9, 8), 4)
    #expect(tree.found(1).values == [0])
    #expect(tree.found(3).values == [0, 1])
    #expect(tree.found(5).values == [1, 2])
    #expect(tree.found(9).values == [2])
    #expect(tree.found(-7).values == [3])
    #expect(tree.forest.value(of: range(2, 5), in: tree.root) == 1)
    #expect(tree.forest.value(of: range(2, 6), in: tree.root) == nil)
    #expect(tree.forest.value(of: range(0, 6), in: tree.root) == nil)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random ranges are found as a list finds them`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var tree = Tree()
    var list: [FilterRange: Int32] = [:]
    for step in 0..<400 as Range<Int32> {
      let lower = Int64.random(in: 0..<40, using: &random)
      let candidate = range(lower, lower + .random(in: -2..<20, using: &random))
      if list[candidate] != nil {
        tree.remove(candidate)
        list[candidate] = nil
      } else {
        tree.insert(candidate, step)
        list[candidate] = step
      }
      let number = Int64.random(in: -5..<65, using: &random)
      let expected = list.filter { $0.key.contains(FilterNumber(number)) }.values.sorted()
      #expect(tree.found(number).values == expected)
    }
    for range in list.keys { tree.remove(range) }
    #expect(tree.root == IntervalForest<FilterRange>.empty)
  }

  @Test(arguments: [true, false])
  func `short ranges cost the depth of the tree, in whatever order they came`(isAscending: Bool) {
    var tree = Tree()
    for position in 0..<10_000 as Range<Int64> {
      let lower = isAscending ? 2 * position : 2 * (10_000 - position)
      tree.insert(range(lower, lower), Int32(position))
    }
    #expect(tree.found(20_001).values.isEmpty)
    #expect(tree.found(10_000).values.count == 1)
    for number in stride(from: 1, to: 20_000, by: 998) as StrideTo<Int64> { #expect(tree.found(number).examined < 120) }
  }
}
