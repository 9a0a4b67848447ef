import TautBytes
import Testing

@Suite struct RawSpanSearchingTests {
  let bytes = Array("a,b,c".utf8)

  @Test func `the first occurrence is found, counted from the beginning of the span`() {
    #expect(bytes.withBytes { $0.firstOffset(of: 0x2C) } == 1)
    #expect(bytes.withBytes { $0.firstOffset(of: 0x2C, in: 2..<5) } == 3)
  }

  @Test func `what lies outside of the range is not found`() {
    #expect(bytes.withBytes { $0.firstOffset(of: 0x2C, in: 4..<5) } == nil)
    #expect(bytes.withBytes { $0.firstOffset(of: 0x63, in: 0..<4) } == nil)
    #expect(bytes.withBytes { $0.firstOffset(of: 0x7A) } == nil)
    #expect([].withBytes { $0.firstOffset(of: 0x2C) } == nil)
  }
}
