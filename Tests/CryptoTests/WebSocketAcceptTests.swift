import TautCrypto
import Testing

@Suite struct WebSocketAcceptTests {
  @Test func `the answer to the key of RFC 6455 is the one printed there`() {
    let answer = webSocketAccept(key: Array("dGhlIHNhbXBsZSBub25jZQ==".utf8).span)
    #expect(String(decoding: answer, as: UTF8.self) == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
  }

  @Test func `the answer is 28 bytes for any key`() {
    #expect(webSocketAccept(key: [UInt8]().span).count == 28)
    #expect(webSocketAccept(key: [UInt8](repeating: 0x41, count: 1000).span).count == 28)
  }
}
