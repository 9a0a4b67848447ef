import TautBytes
import Testing

@Suite struct RawSpanLoadingTests {
  let bytes: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09]

  @Test func `a byte is read by its offset`() {
    #expect(bytes.indices.map { offset in bytes.withBytes { $0[offset] } } == bytes)
  }

  @Test func `integers are read with their most significant byte first, at any offset`() {
    #expect(bytes.withBytes { $0.bigEndian(at: 1, as: UInt16.self) } == 0x0203)
    #expect(bytes.withBytes { $0.bigEndian(at: 3, as: UInt32.self) } == 0x0405_0607)
    #expect(bytes.withBytes { $0.bigEndian(at: 1, as: UInt64.self) } == 0x0203_0405_0607_0809)
  }

  @Test func `a word has the bytes in the order of the machine`() {
    #expect(bytes.withBytes { $0.word(at: 1, as: UInt32.self).bigEndian } == 0x0203_0405)
  }
}
