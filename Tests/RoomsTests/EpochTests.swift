import TautRooms
import Testing

@Suite struct EpochTests {
  @Test(arguments: [0, 1, 0xDEAD_BEEF, UInt64.max])
  func `an epoch is sixteen hexadecimal digits and reads back`(number: UInt64) {
    let text = "\(Epoch(rawValue: number))"
    #expect(text.count == 16)
    #expect(Epoch(text) == Epoch(rawValue: number))
  }

  @Test(arguments: ["", "1", "00000000deadbeeg", "00000000DEADBEEF", "+000000000000001", "00000000000000001"])
  func `other texts are no epoch`(text: String) {
    #expect(Epoch(text) == nil)
  }

  @Test func `the digits can be appended to bytes`() {
    var bytes = Array("e=".utf8)
    Epoch(rawValue: 0xABC).append(to: &bytes)
    #expect(bytes == Array("e=0000000000000abc".utf8))
  }
}
