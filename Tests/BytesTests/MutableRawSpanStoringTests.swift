import TautBytes
import Testing

@Suite struct MutableRawSpanStoringTests {
  @Test func `bytes and integers are stored where they are told to`() {
    var bytes = [UInt8](repeating: 0, count: 9)
    bytes.withMutableBytes { span in
      span[0] = 0xFF
      span.storeBigEndian(UInt16(0x0102), at: 1)
      span.storeBigEndian(UInt32(0x0304_0506), at: 3)
      let (byte, integer) = (span[0], span.bigEndian(at: 1, as: UInt32.self))
      #expect(byte == 0xFF)
      #expect(integer == 0x0102_0304)
    }
    #expect(bytes == [0xFF, 1, 2, 3, 4, 5, 6, 0, 0])
  }

  @Test func `a span is copied to an offset`() {
    var bytes = [UInt8](repeating: 0, count: 6)
    let source: [UInt8] = [1, 2, 3]
    bytes.withMutableBytes { span in
      source.withBytes { span.copy($0, to: 3) }
      [].withBytes { span.copy($0, to: 6) }
    }
    #expect(bytes == [0, 0, 0, 1, 2, 3])
  }

  @Test func `bytes move over each other in both directions`() {
    var bytes: [UInt8] = [1, 2, 3, 4, 5, 6]
    bytes.withMutableBytes { $0.move(2..<6, to: 0) }
    #expect(bytes == [3, 4, 5, 6, 5, 6])
    bytes.withMutableBytes { $0.move(0..<4, to: 1) }
    #expect(bytes == [3, 3, 4, 5, 6, 6])
    bytes.withMutableBytes { $0.move(6..<6, to: 0) }
    #expect(bytes == [3, 3, 4, 5, 6, 6])
  }
}
