import Testing

@testable import TautTLS

@Suite struct IPAddressTextTests {
  @Test(
    arguments: [
      ([127, 0, 0, 1], "127.0.0.1"),
      ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "::1"),
      ([1, 2, 3], nil),
      ([], nil),
    ] as [([UInt8], String?)])
  func `an address of 4 or 16 bytes has a text`(bytes: [UInt8], text: String?) {
    #expect(IPAddressText.text(of: bytes) == text)
  }
}
