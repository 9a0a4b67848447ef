import Testing

@testable import TautHandshake

@Suite struct OriginPolicyTests {
  func check(_ policy: OriginPolicy, _ origin: String?, host: String = "example.com") throws {
    let fields = origin.map { "Origin: \($0)\r\n" } ?? ""
    let head = try requestHead("GET / HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n")
    try policy.check(try #require(head))
  }

  @Test func `a client that is no browser sends no origin and is let in`() throws {
    try check(OriginPolicy(), nil)
  }

  @Test(arguments: [
    ("http://example.com", "example.com"), ("https://example.com", "example.com"),
    ("HTTPS://Example.COM", "example.com"),
    ("https://example.com", "EXAMPLE.com:443"), ("http://example.com:80", "example.com"),
    ("http://localhost:8000", "localhost:8000"),
    ("http://[::1]:8000", "[::1]:8000"),
  ])
  func `a page of the own host is let in`(origin: String, host: String) throws {
    try check(OriginPolicy(), origin, host: host)
  }

  @Test(arguments: [
    ("http://evil.example", "example.com"), ("https://example.com.evil.example", "example.com"),
    ("null", "example.com"),
    ("http://example.com:8000", "example.com"), ("http://example.com", "example.com:8000"),
    ("https://example.com", "example.com:80"),
    ("ftp://example.com", "example.com"), ("example.com", "example.com"), ("", "example.com"),
    ("http://", "example.com"),
  ])
  func `a page of another host is refused`(origin: String, host: String) {
    #expect(throws: UpgradeRefusal.originNotAllowed(origin)) { try check(OriginPolicy(), origin, host: host) }
  }

  @Test func `the own origin can be refused too`() {
    var policy = OriginPolicy()
    policy.allowsOwn = false
    #expect(throws: UpgradeRefusal.originNotAllowed("http://example.com")) { try check(policy, "http://example.com") }
  }

  @Test func `the list allows exactly what is in it`() throws {
    let policy = OriginPolicy(allowing: ["https://App.example:443", "http://localhost:5173", "", "null"])
    try check(policy, "https://app.example")
    try check(policy, "http://localhost:5173")
    try check(policy, "null")
    try check(policy, "http://example.com")
    for origin in ["http://app.example", "http://localhost", "https://app.example:8443", ""] {
      #expect(throws: UpgradeRefusal.originNotAllowed(origin)) { try check(policy, origin) }
    }
  }

  @Test func `a star lets everyone in`() throws {
    let policy = OriginPolicy(allowing: ["*"])
    #expect(policy.allowsAny)
    try check(policy, "http://evil.example")
  }

  @Test func `two origins are refused`() {
    #expect(throws: UpgradeRefusal.originNotAllowed("http://example.com")) {
      try check(OriginPolicy(), "http://example.com\r\nOrigin: http://example.com")
    }
  }
}
