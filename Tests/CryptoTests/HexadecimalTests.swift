import TautCrypto
import Testing

@Suite struct HexadecimalTests {
  @Test func `every byte becomes two digits and comes back`() {
    let bytes = Array(UInt8.min...UInt8.max)
    let text = Hexadecimal.encode(bytes.span)
    #expect(text.count == 512)
    #expect(String(decoding: text.prefix(6), as: UTF8.self) == "000102")
    #expect(String(decoding: text.suffix(6), as: UTF8.self) == "fdfeff")
    #expect(Hexadecimal.decode(text.span) == bytes)
  }

  @Test func `capital digits are read`() {
    #expect(Hexadecimal.decode(Array("DEADbeef".utf8).span) == [0xDE, 0xAD, 0xBE, 0xEF])
  }

  @Test(arguments: ["a", "abc", "0x", "g0", "0G", " 0", "\u{e9}"])
  func `anything else is refused`(text: String) {
    #expect(Hexadecimal.decode(Array(text.utf8).span) == nil)
  }
}
