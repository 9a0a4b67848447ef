import Testing

@testable import TautRooms

@Suite struct SlabTests {
  @Test func `numbers are used again`() {
    var slab = Slab<String>()
    let first = slab.insert("a")
    let second = slab.insert("b")
    #expect(slab.remove(first) == "a")
    #expect(slab.numbers == [second])
    #expect(slab.insert("c") == first)
    slab[second] += "!"
    #expect(slab[second] == "b!")
    #expect(slab.count == 2)
  }

  @Test func `a number that is free is a mistake of the caller`() async {
    await #expect(processExitsWith: .failure) {
      var slab = Slab<Int>()
      let number = slab.insert(1)
      slab.remove(number)
      slab.remove(number)
    }
  }
}
