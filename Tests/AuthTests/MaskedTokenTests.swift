import TautAuth
import Testing

@Suite struct MaskedTokenTests {
  @Test func `a masked token prints as its length, in every way of printing`() {
    let masked = MaskedToken("s3cr3t-é")
    #expect("\(masked)" == "a token of 9 bytes")
    #expect(String(reflecting: masked) == "a token of 9 bytes")
    var dumped = ""
    dump([masked], to: &dumped)
    #expect(!dumped.contains("s3cr3t"))
    #expect(masked.text == "s3cr3t-é" && masked == MaskedToken("s3cr3t-é"))
  }
}
