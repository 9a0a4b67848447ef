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

  @Test func `neighbours are the nearest numbers that can be told apart`() {
    let numbers = [
      FilterNumber(1), FilterNumber(real: 1.5), FilterNumber(real: -0.5), FilterNumber(0), FilterNumber((1 << 53) + 1),
      FilterNumber(Int64.max), FilterNumber(Int64.min), FilterNumber(real: 0x1p63), FilterNumber(real: -0x1p64),
    ]
    for number in numbers {
      #expect(number < number.next && number.previous < number)
      #expect(number.next.previous == number && number.previous.next == number)
    }
    #expect(FilterNumber(1).next == FilterNumber(real: 1.0.nextUp))
    #expect(FilterNumber(1 << 53).next == FilterNumber((1 << 53) + 1))
    #expect(FilterNumber(1 << 53).previous == FilterNumber(real: 0x1p53.nextDown))
    #expect(FilterNumber(Int64.max).next == FilterNumber(real: 0x1p63))
    #expect(FilterNumber(real: 0x1p63).previous == FilterNumber(Int64.max))
    #expect(FilterNumber(real: .greatestFiniteMagnitude).next == .highest)
  }
}
