import Testing

@testable import TautHandshake

@Suite struct UpgradeResponseTests {
  // RFC 6455, 1.2.
  @Test func `the RFC's example`() {
    let response = UpgradeResponse(accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", subprotocol: "chat")
    #expect(
      text(response.bytes) == """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
        Sec-WebSocket-Protocol: chat\r
        \r\n
        """)
  }

  @Test func `compression and further fields`() throws {
    var response = UpgradeResponse(accept: "x", deflate: DeflateAgreement())
    try response.append("X-Node", "1")
    #expect(text(response.bytes).hasSuffix("Sec-WebSocket-Extensions: permessage-deflate\r\nX-Node: 1\r\n\r\n"))
    #expect(throws: FieldError.invalidValue(name: "X", byte: 10)) { try response.append("X", "\n") }
  }
}
