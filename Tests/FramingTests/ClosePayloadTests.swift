import TautFraming
import Testing

@Suite struct ClosePayloadTests {
  @Test func `a payload is the code and the reason`() {
    #expect(ClosePayload(.normalClosure).encoded == [0x03, 0xE8])
    #expect(ClosePayload(.goingAway, reason: "bye").encoded == [0x03, 0xE9, 0x62, 0x79, 0x65])
  }

  @Test func `a payload without a code is empty`() {
    #expect(ClosePayload().encoded == [])
    #expect(ClosePayload().code == nil)
  }

  @Test func `a reason of 123 bytes is kept and a longer one is cut`() {
    let fits = String(repeating: "x", count: 123)
    #expect(ClosePayload(.normalClosure, reason: fits).reason == fits)
    #expect(ClosePayload(.normalClosure, reason: fits + "y").reason == fits)
    #expect(ClosePayload(.normalClosure, reason: fits).encoded.count == 125)
  }

  @Test(arguments: ["é", "統", "😀"])
  func `a reason is cut at the end of a character`(character: String) {
    for padding in 0..<4 {
      let reason = String(repeating: "x", count: padding) + String(repeating: character, count: 100)
      let cut = ClosePayload(.normalClosure, reason: reason).reason
      #expect(reason.hasPrefix(cut))
      #expect((123 - cut.utf8.count) < character.utf8.count)
      #expect((cut.utf8.count - padding) % character.utf8.count == 0)
    }
  }

  @Test func `what a decoder hears is what was said`() {
    let payload = ClosePayload(.tryAgainLater, reason: "später")
    for role in Role.allCases {
      expect(frame(to: role, 0x88, payload.encoded), to: role, gives: [.close(.tryAgainLater, "später")])
    }
  }
}
