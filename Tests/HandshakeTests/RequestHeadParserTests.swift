import TautBytes
import Testing

@testable import TautHandshake

@Suite struct RequestHeadParserTests {
  static let browser =
    "GET /ws/v2/connect?token=a%20b+c HTTP/1.1\r\nHost: example.com:8000\r\nConnection: keep-alive, Upgrade\r\n"
    + "Upgrade: websocket\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\t(tab)\r\nX-Name: d\u{e9}j\u{e0} vu\r\nX-Empty:\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version:   13   \r\n\r\n"

  @Test(arguments: pieceSizes)
  func `a browser's request is parsed, whatever the pieces are`(size: Int) throws {
    let head = try #require(try requestHead(Self.browser, by: size))
    #expect(head.method == .get)
    #expect(head.version == .http11)
    #expect(head.path == "/ws/v2/connect")
    #expect(head.query == "token=a%20b+c")
    #expect(head.host == "example.com:8000")
    #expect(head.body == .none)
    #expect(head.isKeepAlive)
    #expect(!head.expectsContinue)
    #expect(head.fields.count == 8)
    #expect(head.fields["user-agent"] == "Mozilla/5.0 (X11; Linux x86_64)\t(tab)")
    #expect(head.fields["X-NAME"] == "d\u{e9}j\u{e0} vu")
    #expect(head.fields["X-Empty"] == "")
    #expect(head.fields["Sec-WebSocket-Version"] == "13")
  }

  @Test(arguments: pieceSizes)
  func `what follows the head is left to others`(size: Int) throws {
    var parser = RequestHeadParser()
    #expect(parser.isEmpty)
    let used = try feed(Self.browser + "\u{1}frames", by: size) { bytes throws(HeadError) in try parser.receive(bytes) }
    #expect(used == Self.browser.utf8.count)
    #expect(!parser.isEmpty)
    #expect(parser.head?.fields.bytes.count == Self.browser.utf8.count)
  }

  @Test func `a head that is not whole yet is no head and no error`() throws {
    let text = Array(Self.browser.utf8)
    for count in text.indices {
      var parser = RequestHeadParser()
      #expect(try Array(text[..<count]).withBytes { try parser.receive($0) } == nil)
      #expect(parser.head == nil)
    }
  }

  // RFC 9112, 2.2: a server should ignore at least one empty line before the request line.
  @Test func `one empty line before the request is ignored and a second one is not`() throws {
    #expect(try requestHead("\r\nGET / HTTP/1.0\r\n\r\n")?.path == "/")
    #expect(headError("\r\n\r\nGET / HTTP/1.0\r\n\r\n") == .malformedRequestLine)
  }

  @Test(arguments: [
    ("GET", RequestMethod.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete), ("PATCH", .patch),
    ("OPTIONS", .options), ("get", .other("get")), ("M-SEARCH!#$%&'*+.^_`|~", .other("M-SEARCH!#$%&'*+.^_`|~")),
  ])
  func `a method is a token and its case counts`(name: String, method: RequestMethod) throws {
    let head = try #require(try requestHead("\(name) / HTTP/1.0\r\n\r\n"))
    #expect(head.method == method)
    #expect(head.method.name == name)
  }

  @Test(arguments: [
    ("\u{16}\u{3}\u{1}", HeadError.tlsOnPlainPort),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .http2OnPlainPort),
    ("GET /\r\n", .malformedRequestLine),
    ("GET  / HTTP/1.1\r\n", .malformedRequestLine),
    ("GET / HTTP/1.1 \r\n", .malformedRequestLine),
    ("GET /a b HTTP/1.1\r\n", .malformedRequestLine),
    (" GET / HTTP/1.1\r\n", .malformedRequestLine),
    ("GET\t/ HTTP/1.1\r\n", .malformedRequestLine),
    ("G(T / HTTP/1.1\r\n", .malformedRequestLine),
    ("G\u{e9}T / HTTP/1.1\r\n", .malformedRequestLine),
    ("GET / http/1.1\r\n", .malformedRequestLine),
    ("GET / HTTP/1/1\r\n", .malformedRequestLine),
    ("hello\r\n", .malformedRequestLine),
    ("GET / HTTP/2.0\r\n", .unsupportedVersion("HTTP/2.0")),
    ("GET / HTTP/1.2\r\n", .unsupportedVersion("HTTP/1.2")),
    ("GET / HTTP/1.10\r\n", .unsupportedVersion("HTTP/1.10")),
    ("GET /a#b HTTP/1.1\r\n", .invalidTargetByte(0x23)),
    ("GET /\u{e9} HTTP/1.1\r\n", .invalidTargetByte(0xc3)),
    ("GET /%zz HTTP/1.1\r\n", .invalidPercentEncoding),
    ("GET /%2 HTTP/1.1\r\n", .invalidPercentEncoding),
    ("GET /a%2 HTTP/1.1\r\n", .invalidPercentEncoding),
    ("GET /%25%4 HTTP/1.1\r\n", .invalidPercentEncoding),
    ("GET /% HTTP/1.1\r\n", .invalidPercentEncoding),
    ("OPTIONS * HTTP/1.1\r\n", .unsupportedTarget("*")),
    ("CONNECT example.com:443 HTTP/1.1\r\n", .unsupportedTarget("example.com:443")),
    ("GET ftp://example.com/ HTTP/1.1\r\n", .unsupportedTarget("ftp://example.com/")),
    ("GET http:/// HTTP/1.1\r\n", .invalidHost("")),
    ("GET http://me@example.com/ HTTP/1.1\r\n", .invalidHost("me@example.com")),
  ])
  func `a bad first line is refused`(text: String, error: HeadError) {
    #expect(headError(text) == error)
  }

  @Test(arguments: [
    ("A: b\nC: d\r\n", HeadError.bareLineFeed),
    ("A: b\rC: d\r\n", .bareCarriageReturn),
    ("A: b\r\rC: d\r\n", .bareCarriageReturn),
    ("A: b\u{0}c\r\n", .controlCharacter(0)),
    ("A: b\u{7f}c\r\n", .controlCharacter(0x7f)),
    ("A\u{b}: c\r\n", .controlCharacter(0x0b)),
    ("A: b\r\n c\r\n", .obsoleteFolding),
    (" A: b\r\n", .obsoleteFolding),
    ("A: b\r\n\tc\r\n", .obsoleteFolding),
    ("A\r\n", .missingColon),
    (": b\r\n", .emptyFieldName),
    ("A : b\r\n", .blankBeforeColon),
    ("A\t: b\r\n", .blankBeforeColon),
    ("A(: b\r\n", .invalidFieldNameByte(0x28)),
    ("\u{e9}: b\r\n", .invalidFieldNameByte(0xc3)),
  ])
  func `a bad field line is refused as soon as it is there`(line: String, error: HeadError) {
    #expect(headError("GET / HTTP/1.1\r\nHost: a\r\n" + line) == error)
    #expect(headError("GET / HTTP/1.1\r\nHost: a\r\nBefore: x\r\n" + line + "After: y\r\n\r\n") == error)
  }

  @Test(arguments: [
    ("", HeadError.missingHost),
    ("Host: a\r\nhost: a\r\n", .duplicateHost),
    ("Host:\r\n", .invalidHost("")),
    ("Host: a, b\r\n", .invalidHost("a, b")),
    ("Host: a/b\r\n", .invalidHost("a/b")),
    ("Host: me@a\r\n", .invalidHost("me@a")),
    ("Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n", .duplicateContentLength),
    ("Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n", .duplicateContentLength),
    ("Host: a\r\nContent-Length: 1, 1\r\n", .invalidContentLength("1, 1")),
    ("Host: a\r\nContent-Length: +1\r\n", .invalidContentLength("+1")),
    ("Host: a\r\nContent-Length: -1\r\n", .invalidContentLength("-1")),
    ("Host: a\r\nContent-Length: 0x1\r\n", .invalidContentLength("0x1")),
    ("Host: a\r\nContent-Length:\r\n", .invalidContentLength("")),
    ("Host: a\r\nContent-Length: 1234567890123456789\r\n", .invalidContentLength("1234567890123456789")),
    ("Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n", .contentLengthWithTransferEncoding),
    ("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n", .unsupportedTransferEncoding("gzip, chunked")),
    ("Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", .unsupportedTransferEncoding("chunked, x")),
    ("Host: a\r\nTransfer-Encoding: \u{b}chunked\r\n", .controlCharacter(0x0b)),
    ("Host: a\r\nExpect: tea\r\n", .unsupportedExpectation("tea")),
    (
      "Host: a\r\nExpect: 100-continue\r\nExpect: 100-continue\r\n",
      .unsupportedExpectation("100-continue, 100-continue")
    ),
  ])
  func `fields that two recipients could read differently are refused`(fields: String, error: HeadError) {
    #expect(headError("GET / HTTP/1.1\r\n" + fields + "\r\n") == error)
  }

  @Test func `transfer coding in HTTP 1.0 is refused`() {
    #expect(headError("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") == .transferEncodingInHTTP10)
  }

  @Test func `every control character but the tab is refused in every place`() throws {
    for byte in (0...31).map(UInt8.init) + [0x7f] where byte != 9 {
      let character = String(UnicodeScalar(byte))
      for text in [
        "GET /\(character) HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nA: \(character)12345678\r\n\r\n",
      ] {
        let error = try #require(headError(text))
        #expect([.controlCharacter(byte), .bareLineFeed, .bareCarriageReturn].contains(error))
      }
    }
  }

  @Test func `a request line that fills the limit is too long`() {
    var limits = HeadLimits()
    limits.maximumBytes = 100
    let start = "GET /"
    #expect(headError(start + String(repeating: "a", count: 94), limits: limits) == nil)
    #expect(headError(start + String(repeating: "a", count: 95), limits: limits) == .requestLineTooLong(limit: 100))
    #expect(headError(start + String(repeating: "a", count: 9999), limits: limits) == .requestLineTooLong(limit: 100))
  }

  @Test func `a head of exactly the limit is good and one byte more is too large`() throws {
    var limits = HeadLimits()
    limits.maximumBytes = 100
    let start = "GET / HTTP/1.1\r\nHost: a\r\nA: "
    let fits = start + String(repeating: "x", count: 100 - 4 - start.utf8.count) + "\r\n\r\n"
    for size in pieceSizes { #expect(try requestHead(fits + "body", by: size, limits: limits)?.fields.count == 2) }
    let larger = start + String(repeating: "x", count: 101 - 4 - start.utf8.count) + "\r\n\r\n"
    #expect(headError(larger, limits: limits) == .headTooLarge(limit: 100))
  }

  @Test func `one field more than the limit is refused`() throws {
    let start = "GET / HTTP/1.1\r\nHost: a\r\n"
    let fits = start + String(repeating: "A: b\r\n", count: 99)
    #expect(try requestHead(fits + "\r\n")?.fields.count == 100)
    #expect(headError(fits + "A: b\r\n") == .tooManyFields(limit: 100))
  }

  @Test func `the limits are 16 KiB and 100 fields, and never more than 64 KiB`() {
    var limits = RequestHeadParser().limits
    #expect(limits.maximumBytes == 16_384)
    #expect(limits.maximumFields == 100)
    limits.maximumBytes = .max
    #expect(limits.maximumBytes == 65_536)
    limits.maximumBytes = 0
    #expect(limits.maximumBytes == 64)
  }

  @Test func `the cost of a head is linear in its bytes, whatever the pieces are`() throws {
    var limits = HeadLimits()
    limits.maximumBytes = HeadLimits.hardMaximumBytes
    for text in ["GET /" + String(repeating: "a", count: 36_000), Self.browser, String(repeating: "\r\n", count: 2)] {
      var parser = RequestHeadParser(limits: limits)
      _ = try? feed(text, by: 1) { bytes throws(HeadError) in try parser.receive(bytes) }
      // A byte is looked at once when it comes, and once more where a line may end before it.
      #expect(parser.examined <= 2 * text.utf8.count + 2)
    }
  }
}
