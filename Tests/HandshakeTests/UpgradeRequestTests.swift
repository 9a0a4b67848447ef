import Testing

@testable import TautHandshake

@Suite struct UpgradeRequestTests {
  static let good = [
    "Host": "server.example.com", "Upgrade": "websocket", "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13",
  ]

  /// Reads a good request in which these fields are others; a nil takes the field away.
  func upgrade(
    _ startLine: String = "GET /chat HTTP/1.1", _ changes: KeyValuePairs<String, String?> = [:]
  ) throws -> UpgradeRequest {
    var fields = Self.good
    var more: [String] = []
    for (name, value) in changes {
      if fields.removeValue(forKey: name) == nil || value != nil { more.append("\(name): \(value ?? "")") }
    }
    let lines = [startLine] + fields.map { "\($0): \($1)" } + more
    return try UpgradeRequest(try #require(try requestHead(lines.joined(separator: "\r\n") + "\r\n\r\n")))
  }

  // RFC 6455, 1.2.
  @Test func `the RFC's example opens a WebSocket`() throws {
    let request = try upgrade(
      "GET /chat HTTP/1.1", ["Origin": "http://example.com", "Sec-WebSocket-Protocol": "chat, superchat"])
    #expect(request.key.text == "dGhlIHNhbXBsZSBub25jZQ==")
    #expect(request.subprotocols == ["chat", "superchat"])
    #expect(request.extensions == [])
  }

  @Test func `lists may name more, in any case and in several fields`() throws {
    let request = try upgrade(
      "GET / HTTP/1.1",
      [
        "Upgrade": "h2c, WebSocket", "Connection": "keep-alive, upgrade", "Sec-WebSocket-Protocol": "a",
        "Sec-WebSocket-Protocol": "b,, c", "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
      ])
    #expect(request.subprotocols == ["a", "b", "c"])
    #expect(request.extensions == [ExtensionOffer("permessage-deflate", [.init("client_max_window_bits")])])
  }

  @Test func `a length of nothing is no body`() throws {
    #expect(throws: Never.self) { try upgrade("GET / HTTP/1.1", ["Content-Length": "0"]) }
  }

  @Test(
    arguments: [
      ("POST / HTTP/1.1", [:], UpgradeRefusal.methodNotAllowed("POST")),
      ("HEAD / HTTP/1.1", [:], .methodNotAllowed("HEAD")),
      ("GET / HTTP/1.0", [:], .needsHTTP11),
      ("GET / HTTP/1.1", ["Content-Length": "1"], .hasBody),
      ("GET / HTTP/1.1", ["Transfer-Encoding": "chunked"], .hasBody),
      ("GET / HTTP/1.1", ["Upgrade": nil], .notAnUpgrade),
      ("GET / HTTP/1.1", ["Upgrade": nil, "Connection": nil], .notAnUpgrade),
      ("GET / HTTP/1.1", ["Upgrade": "h2c"], .notAnUpgrade),
      ("GET / HTTP/1.1", ["Upgrade": "websockets"], .notAnUpgrade),
      ("GET / HTTP/1.1", ["Connection": nil], .connectionWithoutUpgrade),
      ("GET / HTTP/1.1", ["Connection": "keep-alive"], .connectionWithoutUpgrade),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Version": nil], .unsupportedVersion(nil)),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Version": "8"], .unsupportedVersion("8")),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Version": "13, 8"], .unsupportedVersion("13, 8")),
      (
        "GET / HTTP/1.1", ["Sec-WebSocket-Version": "13", "sec-websocket-version": "13"], .unsupportedVersion("13, 13")
      ),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Key": nil], .missingKey),
      ("GET / HTTP/1.1", ["sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="], .missingKey),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Key": ""], .invalidKey("")),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Key": "c2hvcnQ="], .invalidKey("c2hvcnQ=")),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Protocol": "a b"], .invalidSubprotocols),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Protocol": ""], .invalidSubprotocols),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Protocol": "a, b, a"], .duplicateSubprotocol("a")),
      ("GET / HTTP/1.1", ["Sec-WebSocket-Extensions": "foo;"], .invalidExtensions),
    ] as [(String, KeyValuePairs<String, String?>, UpgradeRefusal)])
  func `a request that breaks one rule is refused`(
    startLine: String, changes: KeyValuePairs<String, String?>, refusal: UpgradeRefusal
  ) {
    #expect(throws: refusal) { try upgrade(startLine, changes) }
  }

  @Test(arguments: [
    (UpgradeRefusal.methodNotAllowed("POST"), 405, "a WebSocket is opened with GET, not POST"),
    (.needsHTTP11, 400, "a WebSocket is opened with HTTP/1.1, not 1.0: a proxy in between may need telling so"),
    (.hasBody, 400, "a request that opens a WebSocket has no body"),
    (.notAnUpgrade, 426, "this is a WebSocket: the request needs \"Upgrade: websocket\", which proxies must pass on"),
    (.connectionWithoutUpgrade, 400, "the request needs \"Connection: Upgrade\" beside \"Upgrade: websocket\""),
    (.unsupportedVersion(nil), 426, "the request needs \"Sec-WebSocket-Version: 13\""),
    (.unsupportedVersion("8"), 426, "the WebSocket version is 8, and only 13 is spoken here"),
    (.missingKey, 400, "the request needs exactly one Sec-WebSocket-Key"),
    (.invalidKey("x"), 400, "the Sec-WebSocket-Key \"x\" is not 16 bytes in Base64"),
    (.invalidSubprotocols, 400, "Sec-WebSocket-Protocol is not a list of tokens"),
    (.duplicateSubprotocol("a"), 400, "the subprotocol \"a\" is offered twice"),
    (.invalidExtensions, 400, "Sec-WebSocket-Extensions is not a list of extensions with parameters"),
    (.originNotAllowed("http://evil"), 403, "the origin http://evil may not connect: add it to the allowed origins"),
  ])
  func `each refusal has a status and one line that says why`(refusal: UpgradeRefusal, status: Int, text: String) {
    #expect(refusal.status.code == status)
    #expect(refusal.description == text)
  }

  @Test func `a refusal brings the fields that its status needs`() {
    #expect(UpgradeRefusal.methodNotAllowed("POST").fields == [HeadField(name: "Allow", value: "GET")])
    #expect(
      UpgradeRefusal.notAnUpgrade.fields == [
        HeadField(name: "Upgrade", value: "websocket"), HeadField(name: "Connection", value: "Upgrade"),
      ])
    #expect(
      UpgradeRefusal.unsupportedVersion("8").fields == [
        HeadField(name: "Upgrade", value: "websocket"), HeadField(name: "Connection", value: "Upgrade"),
        HeadField(name: "Sec-WebSocket-Version", value: "13"),
      ])
    #expect(UpgradeRefusal.missingKey.fields == [])
  }
}
