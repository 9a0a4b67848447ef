import Testing

@testable import TautHandshake

@Suite struct RequestHeadTests {
  @Test(arguments: [
    ("/", [String]()), ("/ws", ["ws"]), ("/ws/", ["ws", ""]), ("//ws", ["", "ws"]),
    ("/ws/v2/odds?sport=MLB", ["ws", "v2", "odds"]),
    ("/ws/a%2Fb", ["ws", "a/b"]), ("/ws/a%2fb%20c+d", ["ws", "a/b c+d"]), ("/ws/%C3%A9", ["ws", "\u{e9}"]),
    ("/ws/abc-123?x=/y/z", ["ws", "abc-123"]), ("/%2e%2e%2e", ["..."]), ("/a%00b", ["a\0b"]),
    ("http://example.com/ws/x", ["ws", "x"]), ("http://example.com", []), ("ws://example.com?a=b", []),
  ])
  func `each segment of a path is decoded on its own`(target: String, segments: [String]) throws {
    #expect(try request(target).pathSegments() == segments)
  }

  @Test(arguments: [
    ("/ws/../admin", HeadError.dotSegment), ("/./ws", .dotSegment), ("/ws/%2e%2E", .dotSegment), ("/..", .dotSegment),
    ("/ws/%ff", .targetNotUTF8), ("/ws/%c3", .targetNotUTF8),
  ])
  func `dot segments and what is not UTF-8 are refused`(target: String, error: HeadError) throws {
    let head = try request(target)
    #expect(throws: error) { try head.pathSegments() }
  }

  @Test(arguments: [
    ("/", [QueryItem]()), ("/?", []), ("/?&&", []),
    ("/?a=b", [QueryItem(name: "a", value: "b")]),
    ("/?a", [QueryItem(name: "a", value: "")]),
    ("/?a=b=c&a=&=d", [.init(name: "a", value: "b=c"), .init(name: "a", value: ""), .init(name: "", value: "d")]),
    (
      "/?player=Mike+Trout&player=Mike%20Trout",
      [.init(name: "player", value: "Mike Trout"), .init(name: "player", value: "Mike Trout")]
    ),
    ("/?a%26b=c%3Dd%2Be", [.init(name: "a&b", value: "c=d+e")]),
    ("/?path=/x?y", [.init(name: "path", value: "/x?y")]),
    ("ws://example.com?a=b", [.init(name: "a", value: "b")]),
  ])
  func `plus and %20 are both a space in a query`(target: String, items: [QueryItem]) throws {
    #expect(try request(target).queryItems() == items)
  }

  @Test(arguments: ["/?%ff=a", "/?a=%ff"])
  func `a query that is not UTF-8 is refused`(target: String) throws {
    let head = try request(target)
    #expect(throws: HeadError.targetNotUTF8) { try head.queryItems() }
  }

  @Test(arguments: [
    ("/a?b", "/a", "b", "example.com"), ("/a", "/a", nil, "example.com"), ("/?", "/", "", "example.com"),
    ("http://proxy.example:80/a?b", "/a", "b", "proxy.example:80"), ("HTTPS://Other", "/", nil, "Other"),
    ("wss://[::1]:8000?q", "/", "q", "[::1]:8000"),
  ])
  func `the absolute form names the host, and its path is a path`(
    target: String, path: String, query: String?, host: String
  ) throws {
    let head = try request(target)
    #expect(head.path == path)
    #expect(head.query == query)
    #expect(head.host == host)
  }

  // RFC 9112, 9.3.
  @Test func `a connection stays open unless the client closes it or speaks HTTP 1.0`() throws {
    #expect(try request("/").isKeepAlive)
    #expect(try !request("/", "Connection: close").isKeepAlive)
    #expect(try !request("/", "Connection: foo , Close").isKeepAlive)
    #expect(try requestHead("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")?.isKeepAlive == false)
  }

  @Test func `HTTP 1.0 needs no host`() throws {
    #expect(try requestHead("GET / HTTP/1.0\r\n\r\n")?.host == "")
  }

  @Test func `the body's framing is told`() throws {
    #expect(try request("/", "Content-Length: 0").body == .length(0))
    #expect(try request("/", "content-length: 000123456789012345").body == .length(123_456_789_012_345))
    #expect(try request("/", "Transfer-Encoding: Chunked").body == .chunked)
  }

  @Test func `100-continue is expected only for a body in HTTP 1.1`() throws {
    #expect(try request("/", "Expect: 100-Continue", "Content-Length: 1").expectsContinue)
    #expect(try !request("/", "Expect: 100-continue").expectsContinue)
    #expect(
      try requestHead("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")?.expectsContinue == false)
  }
}
