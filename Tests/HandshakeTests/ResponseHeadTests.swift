import Testing

@testable import TautHandshake

@Suite struct ResponseHeadTests {
  @Test func `a response is its status line and its fields`() throws {
    var head = ResponseHead(.ok)
    head.setBody(type: "application/json", count: 12)
    try head.append("X-Room", "d\u{e9}j\u{e0}\tvu")
    head.setKeepAlive(true)
    #expect(
      text(head.bytes)
        == "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\nX-Room: d\u{e9}j\u{e0}\tvu\r\n\r\n"
    )
  }

  @Test func `a response after which the connection closes says so`() {
    var head = ResponseHead(.noContent)
    head.setKeepAlive(false)
    #expect(head.status == .noContent)
    #expect(text(head.bytes) == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
  }

  // An id from a path must not become a field of its own, or a second response.
  @Test(arguments: ["\r", "\n", "\0", "\u{7f}", "\u{1b}"])
  func `a value that would break out of its line is refused`(character: String) throws {
    var head = ResponseHead(.ok)
    let before = head.bytes
    let byte = try #require(character.utf8.first)
    #expect(throws: FieldError.invalidValue(name: "X-Id", byte: byte)) {
      try head.append("X-Id", "a\(character)Set-Cookie: b=c")
    }
    #expect(head.bytes == before)
  }

  @Test(arguments: ["", "a b", "a:b", "a\r\nb", "d\u{e9}j\u{e0}"])
  func `a name that is no token is refused`(name: String) {
    var head = ResponseHead(.ok)
    #expect(throws: FieldError.invalidName(name)) { try head.append(name, "x") }
  }

  @Test func `the interim response that lets a body come is a whole head`() {
    #expect(text(ResponseHead.continue) == "HTTP/1.1 100 Continue\r\n\r\n")
  }

  @Test(arguments: [
    (Status.continue, "100 Continue"), (.switchingProtocols, "101 Switching Protocols"), (.ok, "200 OK"),
    (.accepted, "202 Accepted"), (.noContent, "204 No Content"), (.badRequest, "400 Bad Request"),
    (.unauthorized, "401 Unauthorized"), (.forbidden, "403 Forbidden"), (.notFound, "404 Not Found"),
    (.methodNotAllowed, "405 Method Not Allowed"), (.requestTimeout, "408 Request Timeout"),
    (.contentTooLarge, "413 Content Too Large"), (.uriTooLong, "414 URI Too Long"),
    (.expectationFailed, "417 Expectation Failed"), (.upgradeRequired, "426 Upgrade Required"),
    (.tooManyRequests, "429 Too Many Requests"), (.requestHeaderFieldsTooLarge, "431 Request Header Fields Too Large"),
    (.internalServerError, "500 Internal Server Error"), (.notImplemented, "501 Not Implemented"),
    (.serviceUnavailable, "503 Service Unavailable"), (.httpVersionNotSupported, "505 HTTP Version Not Supported"),
    (Status(599), "599 Status"),
  ])
  func `each status has its words`(status: Status, words: String) {
    #expect(text(ResponseHead(status).bytes) == "HTTP/1.1 \(words)\r\n\r\n")
  }

  @Test(arguments: [
    (FieldError.invalidName("a\nb"), "the field name \"a\\nb\" is not a token"),
    (.invalidValue(name: "X-Id", byte: 13), "the value of X-Id contains the control character 0x0d"),
    (.reserved(name: "Host"), "the field Host is written by the handshake itself"),
    (.invalidSubprotocol("a b"), "the subprotocol \"a b\" is not a token, or is named twice"),
  ])
  func `each error is one line that says why`(error: FieldError, text: String) {
    #expect(error.description == text)
  }
}
