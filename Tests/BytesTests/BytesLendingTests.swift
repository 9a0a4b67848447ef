import TautBytes
import Testing

@Suite struct BytesLendingTests {
  @Test func `an array lends its bytes for reading`() {
    #expect([1, 2, 3].withBytes { $0.byteCount } == 3)
  }

  @Test func `an array lends its bytes for reading and writing`() {
    var bytes: [UInt8] = [1, 2]
    let count = bytes.withMutableBytes { span in
      span[1] = 9
      return span.byteCount
    }
    #expect(count == 2)
    #expect(bytes == [1, 9])
  }

  @Test func `a string lends its UTF-8`() {
    #expect("é".withBytes { [UInt8]($0) } == [0xC3, 0xA9])
    #expect("a longer text, which does not lie in the string itself".withBytes { $0.byteCount } == 54)
  }
}
