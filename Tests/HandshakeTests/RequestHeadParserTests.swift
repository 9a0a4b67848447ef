import TautBytes
import TautHandshake
import Testing

@Suite struct RequestHeadParserTests {
  @Test func `a browser's upgrade is a head and an upgrade request`() throws {
    let text =
      "GET /ws/v2/connect?token=a%20b+c HTTP/1.1\r\nHost: example.com:8000\r\nConnection: keep-alive, Upgrade\r\n"
      + "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
      + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\nrest"
    var parser = RequestHeadParser()
    var bytes = Array(text.utf8)
    let consumed = try bytes.withMutableBytes { try parser.receive($0.bytes) }
    #expect(consumed == text.utf8.count - 4)
    let head = try #require(parser.head)
    #expect(try head.pathSegments() == ["ws", "v2", "connect"])
    #expect(try head.queryItems() == [QueryItem(name: "token", value: "a b c")])
    let request = try UpgradeRequest(head)
    let agreement = DeflateConfiguration().agreement(to: request.extensions)
    #expect(agreement?.response == "permessage-deflate")
    let response = UpgradeResponse(accept: "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", deflate: agreement)
    #expect(String(decoding: response.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
  }
}
