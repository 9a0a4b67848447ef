import TautBytes
import Testing

@Suite struct StringBytesTests {
  @Test func `valid bytes become a string`() {
    let bytes = Array("Grüße".utf8)
    #expect(bytes.withBytes { String(decoding: $0) } == "Grüße")
    #expect(bytes.withBytes { String(validating: $0) } == "Grüße")
  }

  @Test func `invalid bytes are replaced or refused`() {
    let bytes: [UInt8] = [0x61, 0xFF]
    #expect(bytes.withBytes { String(decoding: $0) } == "a\u{FFFD}")
    #expect(bytes.withBytes { String(validating: $0) } == nil)
  }
}
