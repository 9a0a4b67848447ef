import TautAdmission
import Testing

@Suite struct TrustedProxiesTests {
  private let proxies = TrustedProxies(["10.0.0.0/8", "2001:db8::/32"].compactMap { IPNetwork($0) })

  private func client(_ peer: String, _ old: [String] = [], _ new: [String] = []) throws -> String {
    try proxies.client(of: try #require(IPAddress(peer)), forwardedFor: old, forwarded: new).description
  }

  @Test func `who is no trusted proxy is the client, whatever he claims`() throws {
    #expect(try client("192.0.2.1", ["1.1.1.1"], ["for=2.2.2.2"]) == "192.0.2.1")
    #expect(
      try TrustedProxies().client(of: IPAddress("10.0.0.1")!, forwardedFor: ["1.1.1.1"], forwarded: []).description
        == "10.0.0.1")
  }

  @Test func `a proxy that names nobody is the client`() throws {
    #expect(try client("10.0.0.1") == "10.0.0.1")
    #expect(try client("10.0.0.1", ["unknown"]) == "10.0.0.1")
    #expect(try client("10.0.0.1", [], ["proto=https"]) == "10.0.0.1")
  }

  @Test(arguments: [
    (["192.0.2.1"], "192.0.2.1"),
    (["6.6.6.6, 192.0.2.1"], "192.0.2.1"),
    (["6.6.6.6", "192.0.2.1 , 10.0.0.7"], "192.0.2.1"),
    (["10.0.0.9, 10.0.0.8"], "10.0.0.9"),
    (["6.6.6.6, nonsense, 10.0.0.8"], "10.0.0.8"),
    (["192.0.2.1:4711"], "192.0.2.1"),
    (["[2001:db9::1]:80"], "2001:db9::1"),
    (["2001:db9::1"], "2001:db9::1"),
    (["[2001:db9::1"], "10.0.0.1"),
    (["192.0.2.1:x"], "10.0.0.1"),
    ([""], "10.0.0.1"),
  ])
  func `the list is read from the right, as far as trusted proxies wrote it`(fields: [String], found: String) throws {
    #expect(try client("10.0.0.1", fields) == found)
  }

  @Test(arguments: [
    (["for=192.0.2.1"], "192.0.2.1"),
    ([#"For="192.0.2.1:80";proto=http"#], "192.0.2.1"),
    ([#"for="[2001:db9::17]:4711", for=10.1.1.1"#], "2001:db9::17"),
    ([#"by=x;for=192.0.2.43;host="a,b""#], "192.0.2.43"),
    (["for=6.6.6.6", "for=unknown, for=10.0.0.2"], "10.0.0.2"),
    (["for=_hidden"], "10.0.0.1"),
  ])
  func `so is RFC 7239's field`(fields: [String], found: String) throws {
    #expect(try client("10.0.0.1", [], fields) == found)
  }

  @Test func `both may be there when they agree`() throws {
    #expect(try client("10.0.0.1", ["192.0.2.1"], ["for=192.0.2.1"]) == "192.0.2.1")
    #expect(throws: ForwardingError.contradiction(IPAddress("192.0.2.1")!, IPAddress("6.6.6.6")!)) {
      try client("10.0.0.1", ["192.0.2.1"], ["for=6.6.6.6"])
    }
    #expect(
      ForwardingError.contradiction(IPAddress("192.0.2.1")!, IPAddress("6.6.6.6")!).description
        == "X-Forwarded-For names 192.0.2.1 and Forwarded names 6.6.6.6: the proxy must remove the one that it does not write"
    )
  }
}
