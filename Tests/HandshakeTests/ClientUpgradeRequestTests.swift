import Testing

@testable import TautHandshake

@Suite struct ClientUpgradeRequestTests {
  let key = WebSocketKey(random: Array("the sample nonce".utf8))

  func request(_ url: String, _ change: (inout ClientUpgradeRequest) -> Void = { _ in }) throws -> ClientUpgradeRequest
  {
    var request = ClientUpgradeRequest(try WebSocketURL(url))
    change(&request)
    return request
  }

  // RFC 6455, 1.2.
  @Test func `a request has what the RFC demands, and what was asked for`() throws {
    let request = try request("ws://server.example.com/chat") {
      $0.origin = "http://example.com"
      $0.subprotocols = ["chat", "superchat"]
      $0.deflate = DeflateConfiguration()
      $0.fields = [HeadField(name: "Cookie", value: "a=b")]
    }
    #expect(
      text(try request.bytes(key: key)) == """
        GET /chat HTTP/1.1\r
        Host: server.example.com\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
        Sec-WebSocket-Protocol: chat, superchat\r
        Origin: http://example.com\r
        Cookie: a=b\r
        \r\n
        """)
  }

  @Test func `our own server takes it`() throws {
    let request = try request("wss://[::1]:8443/a?b=c") { $0.deflate = DeflateConfiguration() }
    let head = try #require(try requestHead(text(try request.bytes(key: key))))
    #expect(head.host == "[::1]:8443")
    #expect(head.path == "/a")
    let upgrade = try UpgradeRequest(head)
    #expect(upgrade.key == key)
    #expect(DeflateConfiguration().agreement(to: upgrade.extensions) != nil)
  }

  @Test func `a user in the URL is asked for by Authorization, unless a field says so`() throws {
    let plain = try request("ws://user:pass@a/")
    #expect(text(try plain.bytes(key: key)).contains("\r\nAuthorization: Basic dXNlcjpwYXNz\r\n"))
    let other = try request("ws://user:pass@a/") { $0.fields = [HeadField(name: "authorization", value: "Bearer x")] }
    let sent = text(try other.bytes(key: key))
    #expect(sent.contains("\r\nauthorization: Bearer x\r\n"))
    #expect(!sent.contains("Basic"))
  }

  @Test(arguments: [
    "Host", "UPGRADE", "Connection", "Sec-WebSocket-Key", "sec-websocket-protocol", "Content-Length",
    "Transfer-Encoding",
  ])
  func `a field of the handshake itself is refused`(name: String) throws {
    let request = try request("ws://a/") { $0.fields = [HeadField(name: name, value: "x")] }
    #expect(throws: FieldError.reserved(name: name)) { try request.bytes(key: key) }
  }

  @Test func `an origin may be a field, but not twice`() throws {
    let one = try request("ws://a/") { $0.fields = [HeadField(name: "Origin", value: "x")] }
    #expect(text(try one.bytes(key: key)).contains("\r\nOrigin: x\r\n"))
    let two = try request("ws://a/") {
      $0.origin = "y"
      $0.fields = [HeadField(name: "Origin", value: "x")]
    }
    #expect(throws: FieldError.reserved(name: "Origin")) { try two.bytes(key: key) }
  }

  @Test func `what would break out of its line is refused`() throws {
    let value = try request("ws://a/") { $0.fields = [HeadField(name: "X", value: "a\r\nb")] }
    #expect(throws: FieldError.invalidValue(name: "X", byte: 13)) { try value.bytes(key: key) }
    let name = try request("ws://a/") { $0.fields = [HeadField(name: "X\r\nY", value: "a")] }
    #expect(throws: FieldError.invalidName("X\r\nY")) { try name.bytes(key: key) }
    let origin = try request("ws://a/") { $0.origin = "a\n" }
    #expect(throws: FieldError.invalidValue(name: "Origin", byte: 10)) { try origin.bytes(key: key) }
  }

  @Test(arguments: [(["a", "b c"], "b c"), ([""], ""), (["a", "b", "a"], "a"), (["a\r\n"], "a\r\n")])
  func `subprotocols are different tokens`(names: [String], bad: String) throws {
    let request = try request("ws://a/") { $0.subprotocols = names }
    #expect(throws: FieldError.invalidSubprotocol(bad)) { try request.bytes(key: key) }
  }
}
