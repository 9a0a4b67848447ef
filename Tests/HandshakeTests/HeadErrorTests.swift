import Testing

@testable import TautHandshake

@Suite struct HeadErrorTests {
  @Test(arguments: [
    (HeadError.tlsOnPlainPort, 400, "this port speaks plain HTTP and got a TLS handshake: use http:// or ws://"),
    (.tlsAnswer, 400, "the port speaks TLS: use https:// or wss://"),
    (.http2OnPlainPort, 400, "this port speaks HTTP/1.1 and got the preface of HTTP/2: use HTTP/1.1"),
    (.requestLineTooLong(limit: 16_384), 414, "the request line does not end within the limit of 16384 bytes"),
    (.headTooLarge(limit: 16_384), 431, "the head does not end within the limit of 16384 bytes"),
    (.tooManyFields(limit: 100), 431, "the head has more fields than the limit of 100"),
    (.malformedRequestLine, 400, "the request line is not \"method target HTTP/1.1\" with single spaces"),
    (.malformedStatusLine, 400, "the status line is not \"HTTP/1.1 status reason\""),
    (.unsupportedVersion("HTTP/2.0"), 505, "the version is HTTP/2.0 and this speaks HTTP/1.1"),
    (.invalidTargetByte(0xc3), 400, "the target contains 0xc3, which must be percent-encoded"),
    (.unsupportedTarget("*"), 400, "the target \"*\" is not a path that begins with /"),
    (.invalidPercentEncoding, 400, "the target contains a % that two hexadecimal digits do not follow"),
    (.targetNotUTF8, 400, "the target is not UTF-8 after percent-decoding"),
    (.dotSegment, 400, "the path contains a segment . or .., which the sender must resolve"),
    (.bareCarriageReturn, 400, "the head contains a carriage return that no line feed follows"),
    (.bareLineFeed, 400, "the head contains a line feed that follows no carriage return"),
    (.controlCharacter(0), 400, "the head contains the control character 0x00"),
    (.obsoleteFolding, 400, "a field line begins with a blank, and folded lines are not accepted"),
    (.missingColon, 400, "a field line has no colon"),
    (.emptyFieldName, 400, "a field line has no name before its colon"),
    (.blankBeforeColon, 400, "a blank stands between a field's name and its colon"),
    (.invalidFieldNameByte(0x28), 400, "a field's name contains \"(\""),
    (.missingHost, 400, "an HTTP/1.1 request needs a Host field"),
    (.duplicateHost, 400, "the request has more than one Host field"),
    (.invalidHost("a b"), 400, "the host \"a b\" is not a host name or address with an optional port"),
    (.invalidContentLength("1, 1"), 400, "the Content-Length \"1, 1\" is not one decimal number"),
    (.duplicateContentLength, 400, "the request has more than one Content-Length field"),
    (.contentLengthWithTransferEncoding, 400, "Content-Length and Transfer-Encoding stand in one head"),
    (.unsupportedTransferEncoding("gzip"), 501, "the transfer coding \"gzip\" is not \"chunked\""),
    (.transferEncodingInHTTP10, 400, "HTTP/1.0 has no Transfer-Encoding"),
    (.unsupportedExpectation("tea"), 417, "the expectation \"tea\" is not \"100-continue\""),
  ])
  func `each error has a status and one line that says why`(error: HeadError, status: Int, text: String) {
    #expect(error.status.code == status)
    #expect(error.description == text)
  }

  @Test func `what a peer sent is shown on one line and cut`() {
    let error = HeadError.unsupportedTarget("a\r\nb\u{7f}" + String(repeating: "x", count: 100))
    let shown = "a\\r\\nb\\u{7F}" + String(repeating: "x", count: 75)
    #expect(error.description == "the target \"\(shown)…\" is not a path that begins with /")
  }
}
