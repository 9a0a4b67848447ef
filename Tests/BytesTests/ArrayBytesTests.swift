import TautBytes
import Testing

@Suite struct ArrayBytesTests {
  @Test func `an array copies a span or a range of it`() {
    let bytes: [UInt8] = [1, 2, 3, 4]
    #expect(bytes.withBytes { [UInt8]($0) } == bytes)
    #expect(bytes.withBytes { [UInt8]($0, in: 1..<3) } == [2, 3])
    #expect(bytes.withBytes { [UInt8]($0, in: 4..<4) } == [])
  }

  @Test func `spans, literals and integers are appended`() {
    var bytes: [UInt8] = []
    bytes.append("GET")
    " ".withBytes { bytes.append($0) }
    bytes.appendBigEndian(UInt16(0x0102))
    #expect(bytes == [0x47, 0x45, 0x54, 0x20, 1, 2])
  }
}
