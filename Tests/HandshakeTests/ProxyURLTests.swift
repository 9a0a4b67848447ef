import TautHandshake
import Testing

@Suite struct ProxyURLTests {
  @Test(arguments: [
    ("http://proxy.example:3128", "http://proxy.example:3128"),
    ("http://proxy", "http://proxy:8080"),
    ("SOCKS5://127.0.0.1", "socks5://127.0.0.1:1080"),
    ("socks5h://[::1]:9", "socks5://[::1]:9"),
  ])
  func `a proxy has a kind, a host and a port`(_ text: String, _ expected: String) throws {
    #expect(try ProxyURL(text).description == expected)
  }

  @Test func `a login is read, decoded, and not shown`() throws {
    let proxy = try ProxyURL("http://me:a%20secret@proxy")
    #expect(proxy.userInfo?.user == "me" && proxy.userInfo?.password == "a secret")
    #expect(proxy.description == "http://proxy:8080")
  }

  @Test(arguments: [
    ("proxy:3128", "a proxy is written http://host:port or socks5://host:port"),
    ("https://proxy", "a proxy is written http://host:port or socks5://host:port"),
    ("http://", "in the proxy: the URL has no host"),
    ("http://proxy:0", "in the proxy: the port \"0\" is not a number from 1 to 65535"),
  ])
  func `what is no proxy is refused with a sentence`(_ text: String, _ sentence: String) {
    let error = #expect(throws: ProxyError.self) { try ProxyURL(text) }
    #expect(error?.description == sentence)
  }
}
