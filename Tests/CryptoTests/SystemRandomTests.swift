import TautCrypto
import Testing

@Suite struct SystemRandomTests {
  @Test func `there are as many bytes as asked for, and others each time`() {
    #expect(SystemRandom.bytes(count: 0).isEmpty)
    let (first, second) = (SystemRandom.bytes(count: 32), SystemRandom.bytes(count: 32))
    #expect(first.count == 32)
    #expect(first != second)
  }

  @Test func `a UUID has version 4 and the variant of RFC 9562`() {
    for _ in 0..<64 {
      let text = Array(SystemRandom.uuid())
      #expect(text.count == 36)
      #expect(text.indices.filter { text[$0] == "-" } == [8, 13, 18, 23])
      #expect(text[14] == "4")
      #expect("89ab".contains(text[19]))
    }
  }

  @Test func `two UUIDs differ`() {
    #expect(SystemRandom.uuid() != SystemRandom.uuid())
  }
}
