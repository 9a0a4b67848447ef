import Testing

@testable import TautHandshake

@Suite struct WebSocketKeyTests {
  // RFC 6455, 1.3.
  @Test func `the RFC's example`() throws {
    let key = WebSocketKey(random: Array("the sample nonce".utf8))
    #expect(key.text == "dGhlIHNhbXBsZSBub25jZQ==")
    #expect(text(key.acceptInput) == "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
    #expect(WebSocketKey("dGhlIHNhbXBsZSBub25jZQ==") == key)
  }

  // RFC 6455, 4.1 has a key whose last four bits are not zero.
  @Test(arguments: ["AQIDBAUGBwgJCgsMDQ4PEC==", "AAAAAAAAAAAAAAAAAAAAAA==", "++//++//++//++//++//+w=="])
  func `a key stands for sixteen bytes`(text: String) {
    #expect(WebSocketKey(text)?.text == text)
  }

  @Test(arguments: [
    "", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBsZSBub25jZQQ=",
    "dGhlIHNhbXBsZSBub25jZQQQ", "dGhlIHNhbXBsZSBub25jZ-==", "dGhlIHNhbXBsZSBub25jZ ==", "dGhlIHNhbXBsZSBub25j\u{e9}==",
    "dGhlIHNhbXBsZSBub25jZQAA==",
  ])
  func `what does not stand for sixteen bytes is no key`(text: String) {
    #expect(WebSocketKey(text) == nil)
  }

  // RFC 4648, 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy"),
  ])
  func `Base64 by the examples of its RFC`(plain: String, encoded: String) {
    #expect(plain.utf8.base64 == encoded)
  }

  @Test func `Base64 of every byte value`() {
    #expect([UInt8](repeating: 0xff, count: 16).base64 == "/////////////////////w==")
    #expect([UInt8]([0xfb, 0xef, 0xbe]).base64 == "++++")
  }
}
