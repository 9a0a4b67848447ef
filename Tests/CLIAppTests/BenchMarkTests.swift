import TautBytes
import Testing

@testable import tautline

@Suite struct BenchMarkTests {
  private func mark(in text: String) -> BenchMark? {
    text.withBytes { BenchMark(in: $0) }
  }

  @Test func `a mark is found again in whatever envelope the payload travels`() {
    let mark = BenchMark(publisher: 3, number: 4711)
    let payload = String(decoding: mark.payload(size: 128), as: UTF8.self)
    #expect(self.mark(in: #"{"type":"bench","payload":\#(payload),"meta":{"offset":9}}"#) == mark)
    #expect(self.mark(in: payload) == mark)
  }

  @Test(arguments: [30, 64, 128, 4096])
  func `the payload has the size that is asked for`(size: Int) {
    #expect(BenchMark(publisher: 0, number: 0).payload(size: size).count == size)
  }

  @Test(arguments: ["", "{}", #"{"bench":"1:2"}"#, #"{"bench":"x:y:"}"#, #"{"bench":"#, #""bench""#])
  func `a message without a whole mark has none`(text: String) {
    #expect(mark(in: text) == nil)
  }
}
