import Testing

@testable import TautRooms

@Suite struct FilterNumberTests {
  @Test func `numbers have one order, whatever they were read as`() {
    let ascending = [
      FilterNumber(real: -Double.infinity), FilterNumber(real: -1e300), FilterNumber(Int64.min),
      FilterNumber(real: -1.5),
      FilterNumber(-1),
      FilterNumber(real: -0.5), FilterNumber(0), FilterNumber(real: 0.5), FilterNumber(1), FilterNumber(real: 1.5),
      FilterNumber(1 << 53),
      FilterNumber((1 << 53) + 1), FilterNumber(Int64.max), FilterNumber(real: 0x1p63),
      FilterNumber(real: Double.infinity),
    ]
    for (position, left) in ascending.enumerated() {
      for (other, right) in ascending.enumerated() {
        #expect((left < right) == (position < other))
        #expect((left == right) == (position == other))
      }
    }
  }

  @Test func `a whole double is the integer`() {
    #expect(FilterNumber(real: 3.0) == FilterNumber(Int64(3)))
    #expect(FilterNumber(real: -0.0) == FilterNumber(Int64(0)))
    #expect(FilterNumber(real: -0x1p63) == FilterNumber(Int64.min))
  }
}
