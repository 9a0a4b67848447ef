import TautJSON
import TautReconciliation
import Testing

@Suite struct StateChecksumTests {
  let items = [
    StateItem(id: "a", value: 1, version: 1), StateItem(id: "b", value: ["x": 2], version: 7),
    StateItem(id: "", value: nil),
  ]

  @Test func `the order does not matter, everything else does`() {
    #expect(StateChecksum(items) == StateChecksum(items.reversed()))
    #expect(StateChecksum(items) != StateChecksum(items.dropLast()))
    for change in [\StateItem.id, \.value, \.version] as [PartialKeyPath<StateItem>] {
      var other = items
      switch change {
      case \.id: other[0].id = "c"
      case \.value: other[0].value = 2
      default: other[0].version = 2
      }
      #expect(StateChecksum(other) != StateChecksum(items))
    }
    var later = items
    later[0].modified = 9
    #expect(StateChecksum(later) == StateChecksum(items))
  }

  @Test func `it can be kept up to date`() {
    var sum = StateChecksum(items)
    sum.remove(items[1])
    sum.add(StateItem(id: "c", value: 3))
    #expect(sum == StateChecksum([items[0], items[2], StateItem(id: "c", value: 3)]))
  }

  @Test func `it is spelled with sixteen digits`() {
    #expect(StateChecksum().description == "0000000000000000")
    #expect(StateChecksum(items).description.count == 16)
    // FNV-1a of "a", 0, "1", 0, "1".
    #expect(StateChecksum([items[0]]).description == "ebfbabfe0831f8c4")
  }
}
