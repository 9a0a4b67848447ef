import TautBytes
import Testing

@testable import TautHandshake

@Suite struct ResponseHeadParserTests {
  func parse(_ text: String, by size: Int = .max) throws(HeadError) -> ReceivedResponseHead? {
    var parser = ResponseHeadParser()
    _ = try feed(text, by: size) { bytes throws(HeadError) in try parser.receive(bytes) }
    return parser.head
  }

  @Test(arguments: pieceSizes)
  func `a response is parsed, whatever the pieces are`(size: Int) throws {
    let head = try #require(
      try parse("HTTP/1.1 429 Too Many  Requests\r\nRetry-After: 5\r\nContent-Length: 2\r\n\r\nno", by: size))
    #expect(head.version == .http11)
    #expect(head.status == .tooManyRequests)
    #expect(head.reason == "Too Many  Requests")
    #expect(head.fields["retry-after"] == "5")
    #expect(head.body == .length(2))
  }

  @Test(arguments: [
    ("HTTP/1.1 200 ", ""), ("HTTP/1.1 200", ""), ("HTTP/1.0 200 d\u{e9}j\u{e0}", "d\u{e9}j\u{e0}"),
    ("HTTP/1.1 599 a\tb", "a\tb"),
  ])
  func `the reason may be empty or anything`(line: String, reason: String) throws {
    #expect(try parse(line + "\r\n\r\n")?.reason == reason)
  }

  // RFC 9112, 6.3.
  @Test(arguments: [
    ("200 OK", "", BodyFraming.untilClose), ("200 OK", "Content-Length: 0\r\n", .length(0)),
    ("200 OK", "Transfer-Encoding: chunked\r\n", .chunked), ("101 X", "Content-Length: 5\r\n", .none),
    ("204 X", "", .none), ("304 X", "Content-Length: 5\r\n", .none), ("100 X", "", .none),
  ])
  func `the body ends as the status and the fields say`(status: String, fields: String, body: BodyFraming) throws {
    #expect(try parse("HTTP/1.1 \(status)\r\n\(fields)\r\n")?.body == body)
  }

  @Test(arguments: [
    ("\u{15}\u{3}\u{3}\0\u{2}\u{2}F", HeadError.tlsAnswer),
    ("\r\n", .malformedStatusLine),
    ("SSH-2.0-OpenSSH_9.2\r\n", .malformedStatusLine),
    ("HTTP/2 200\r\n", .unsupportedVersion("HTTP/2")),
    ("HTTP/1.1\r\n", .malformedStatusLine),
    ("HTTP/1.1 \r\n", .malformedStatusLine),
    ("HTTP/1.1 20\r\n", .malformedStatusLine),
    ("HTTP/1.1 2000 OK\r\n", .malformedStatusLine),
    ("HTTP/1.1  200 OK\r\n", .malformedStatusLine),
    ("HTTP/1.1 099 X\r\n", .malformedStatusLine),
    ("HTTP/1.1 600 X\r\n", .malformedStatusLine),
    ("HTTP/1.1 2x0 OK\r\n", .malformedStatusLine),
    ("HTTP/1.1 200 OK\n", .bareLineFeed),
    ("HTTP/1.1 200 OK\r\nA : b\r\n", .blankBeforeColon),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .duplicateContentLength),
    ("HTTP/1.1 200 " + String(repeating: "x", count: 20_000), .headTooLarge(limit: 16_384)),
  ])
  func `a bad response is refused, whatever the pieces are`(text: String, error: HeadError) {
    for size in pieceSizes { #expect(throws: error) { try parse(text, by: size) } }
  }

  @Test func `a new parser is empty and has the limits it was given`() throws {
    var limits = HeadLimits()
    limits.maximumFields = 1
    var parser = ResponseHeadParser(limits: limits)
    #expect(parser.isEmpty)
    #expect(parser.limits == limits)
    #expect(try [UInt8("H".utf8.first!)].withBytes { try parser.receive($0) } == nil)
    #expect(!parser.isEmpty)
  }
}
