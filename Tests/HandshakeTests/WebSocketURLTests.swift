import Testing

@testable import TautHandshake

@Suite struct WebSocketURLTests {
  @Test(arguments: [
    ("ws://example.com", false, "example.com", 80, "/", "example.com"),
    ("wss://example.com", true, "example.com", 443, "/", "example.com"),
    ("WSS://Example.COM/Path", true, "example.com", 443, "/Path", "example.com"),
    ("ws://example.com:8000/ws?token=a%20b&x", false, "example.com", 8000, "/ws?token=a%20b&x", "example.com:8000"),
    ("ws://example.com:443/", false, "example.com", 443, "/", "example.com:443"),
    ("wss://example.com:443/", true, "example.com", 443, "/", "example.com"),
    ("ws://example.com:00080/", false, "example.com", 80, "/", "example.com"),
    ("ws://example.com?q=/a?b", false, "example.com", 80, "/?q=/a?b", "example.com"),
    ("ws://127.0.0.1:1", false, "127.0.0.1", 1, "/", "127.0.0.1:1"),
    ("ws://localhost:65535/a@b:c", false, "localhost", 65_535, "/a@b:c", "localhost:65535"),
    ("ws://[::1]:8000/ws", false, "::1", 8000, "/ws", "[::1]:8000"),
    ("wss://[2001:DB8::1]", true, "2001:db8::1", 443, "/", "[2001:db8::1]"),
    ("ws://my_host-1.example.", false, "my_host-1.example.", 80, "/", "my_host-1.example."),
  ])
  func `a URL has a scheme, a host, a port and a target`(
    text: String, isSecure: Bool, host: String, port: Int, target: String, hostField: String
  ) throws {
    let url = try WebSocketURL(text)
    #expect(url.isSecure == isSecure)
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.target == target)
    #expect(url.hostField == hostField)
    #expect(url.userInfo == nil)
    #expect(url.description == (isSecure ? "wss://" : "ws://") + hostField + target)
    #expect(try WebSocketURL(url.description) == url)
  }

  @Test(arguments: [
    ("ws://user:pass@example.com/", "user", "pass", "Basic dXNlcjpwYXNz"),
    ("ws://user@example.com/", "user", "", "Basic dXNlcjo="),
    ("ws://:pass@example.com/", "", "pass", "Basic OnBhc3M="),
    ("ws://a%40b:c%3Ad:e+f@example.com/", "a@b", "c:d:e+f", "Basic YUBiOmM6ZDplK2Y="),
    ("ws://d%C3%A9j%C3%A0@[::1]:80/", "d\u{e9}j\u{e0}", "", "Basic ZMOpasOgOg=="),
  ])
  func `user information is decoded and never shown`(text: String, user: String, password: String, field: String) throws
  {
    let url = try WebSocketURL(text)
    #expect(url.userInfo == WebSocketURL.UserInfo(user: user, password: password))
    #expect(url.userInfo?.basicAuthorization == field)
    #expect(!url.description.contains("@"))
  }

  @Test(arguments: [
    ("", WebSocketURLError.missingScheme), ("example.com", .missingScheme), ("example.com:8000/ws", .missingScheme),
    ("ws:/example.com", .missingScheme), ("localhost:8000", .missingScheme),
    ("http://example.com", .unsupportedScheme("http")), ("://example.com", .unsupportedScheme("")),
    ("wsss://example.com", .unsupportedScheme("wsss")),
    ("ws://exa mple.com", .invalidByte(0x20, offset: 8)), ("ws://ex\u{e4}mple.com", .invalidByte(0xc3, offset: 7)),
    ("ws://a/\r\nX: y", .invalidByte(13, offset: 7)), ("ws://a/\u{7f}", .invalidByte(0x7f, offset: 7)),
    ("ws://a/%", .invalidPercentEncoding), ("ws://a/%2", .invalidPercentEncoding),
    ("ws://a/%2g", .invalidPercentEncoding),
    ("ws://a/#b", .fragment), ("ws://a#", .fragment),
    ("ws://%ff@a/", .invalidUserInfo), ("ws://a:%ff@a/", .invalidUserInfo), ("ws://a%3Ab:c@a/", .invalidUserInfo),
    ("ws://", .missingHost), ("ws:///path", .missingHost), ("ws://:80", .missingHost), ("ws://user@", .missingHost),
    ("ws://?q", .missingHost),
    ("ws://a@b@c/", .invalidHost("b@c")), ("ws://::1/", .missingHost), ("ws://a::1/", .invalidHost("a::1")),
    ("ws://1:2:3/", .invalidHost("1:2:3")), ("ws://a,b/", .invalidHost("a,b")), ("ws://a%2Fb/", .invalidHost("a%2Fb")),
    ("ws://a\\b/", .invalidHost("a\\b")), ("ws://a[b]/", .invalidHost("a[b]")),
    ("ws://[::1", .invalidIPv6Address("::1")), ("ws://[", .invalidIPv6Address("")),
    ("ws://[]", .invalidIPv6Address("")),
    ("ws://[1.2.3.4]", .invalidIPv6Address("1.2.3.4")),
    ("ws://[fe80::1%25eth0]", .invalidIPv6Address("fe80::1%25eth0")),
    ("ws://a:0", .invalidPort("0")), ("ws://a:", .invalidPort("")), ("ws://a:65536", .invalidPort("65536")),
    ("ws://a:+80", .invalidPort("+80")), ("ws://a:000080", .invalidPort("000080")), ("ws://a:8x", .invalidPort("8x")),
    ("ws://[::1]8000", .invalidPort("000")), ("ws://[::1]:", .invalidPort("")),
  ])
  func `what is no WebSocket URL is refused`(text: String, error: WebSocketURLError) {
    #expect(throws: error) { try WebSocketURL(text) }
  }

  // RFC 4291, 2.2.
  @Test(arguments: [
    "::", "::1", "1::", "1:2:3:4:5:6:7:8", "abcd:EF01:2345:6789:abcd:ef01:2345:6789", "1::8", "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8", "::1.2.3.4", "::ffff:129.144.52.38", "1:2:3:4:5:6:1.2.3.4", "2001:db8::8:800:200c:417a",
  ])
  func `an IPv6 address in any of its forms`(text: String) {
    #expect(IPv6Address.isValid(Array(text.utf8)[...]))
  }

  @Test(arguments: [
    "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::", "12345::", "g::",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:", "1:", "::1.2.3", "::1.2.3.256", "::1.2.3.4.5", "::1.2.3.4:5", "::+1.2.3.4",
    "1:2:3:4:5:6:7:1.2.3.4", "::1..2.3",
  ])
  func `what is no IPv6 address`(text: String) {
    #expect(!IPv6Address.isValid(Array(text.utf8)[...]))
  }

  @Test(arguments: [
    (WebSocketURLError.missingScheme, "the URL does not begin with ws:// or wss://"),
    (.unsupportedScheme("http"), "the scheme of the URL is http, not ws or wss: write ws:// for http://"),
    (.unsupportedScheme("HTTPS"), "the scheme of the URL is HTTPS, not ws or wss: write wss:// for https://"),
    (.unsupportedScheme("ftp"), "the scheme of the URL is ftp, not ws or wss"),
    (
      .invalidByte(0x20, offset: 8),
      "the URL contains 0x20 at offset 8, which must be percent-encoded, or xn-- in a host"
    ),
    (.invalidPercentEncoding, "the URL contains a % that two hexadecimal digits do not follow"),
    (.fragment, "the URL contains a #: write it as %23, a WebSocket URL has no fragment"),
    (.invalidUserInfo, "the part of the URL before the @ is not user:password with percent-encoding"),
    (.missingHost, "the URL has no host"),
    (.invalidHost("a,b"), "the host \"a,b\" is not a name or address: IPv6 needs [brackets], names need xn--"),
    (.invalidIPv6Address("x"), "[x] is not an IPv6 address"),
    (.invalidPort("0"), "the port \"0\" is not a number from 1 to 65535"),
  ])
  func `each error is one line that says why`(error: WebSocketURLError, text: String) {
    #expect(error.description == text)
  }
}
