import TautBytes
import TautHandshake
import Testing

@Suite struct ProxyHandshakeTests {
  /// What is sent, and how much of `answer` is used until the way is open, where it comes in pieces of `size`.
  private func run(
    _ proxy: String, to host: String, port: Int = 443, answer: [UInt8], by size: Int = .max
  ) throws -> (sent: [UInt8], used: Int?) {
    var handshake = try ProxyHandshake(ProxyURL(proxy), to: host, port: port)
    var sent = handshake.request
    let used = try feed(answer, by: size) { (bytes: RawSpan) throws(ProxyError) -> Int? in
      let step = try handshake.receive(bytes)
      sent += step.answer
      return step.isOpen ? step.used : nil
    }
    return (sent, used)
  }

  private func refusal(_ proxy: String, _ answer: [UInt8], to host: String = "h") -> String? {
    #expect(throws: ProxyError.self) { try run(proxy, to: host, answer: answer) }?.description
  }

  // MARK: HTTP

  @Test(arguments: pieceSizes) func `http is asked for a tunnel, and what follows its answer is the server's`(
    size: Int
  ) throws {
    let answer = "HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n"
    let (sent, used) = try run("http://p", to: "example.com", answer: Array((answer + "rest").utf8), by: size)
    #expect(
      String(decoding: sent, as: UTF8.self) == "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n")
    #expect(used == answer.utf8.count)
  }

  @Test func `an address of version 6 stands in brackets, and a login goes along`() throws {
    let (sent, _) = try run("http://me:pw@p", to: "::1", port: 80, answer: [])
    #expect(
      String(decoding: sent, as: UTF8.self)
        == "CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\nProxy-Authorization: Basic bWU6cHc=\r\n\r\n")
  }

  @Test(arguments: [
    ("HTTP/1.1 403 Forbidden\r\n\r\n", "the proxy refused with 403 Forbidden"),
    (
      "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
      "the proxy wants a login (407): write it as http://user:password@host:port"
    ),
  ])
  func `a refusal of an http proxy is said`(_ answer: String, _ sentence: String) {
    #expect(refusal("http://p", Array(answer.utf8)) == sentence)
  }

  @Test func `what is no http is said to be none`() {
    #expect(refusal("http://p", Array("SSH-2.0-x\r\n\r\n".utf8))?.hasPrefix("the proxy's answer is not http: ") == true)
  }

  // MARK: SOCKS5

  private let opened: [UInt8] = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]

  @Test(arguments: pieceSizes) func `socks5 is asked by name`(size: Int) throws {
    let (sent, used) = try run("socks5://p", to: "h.example", answer: [5, 0] + opened + [9, 9], by: size)
    #expect(sent == [5, 1, 0] + [5, 1, 0, 3, 9] + Array("h.example".utf8) + [1, 187])
    #expect(used == 12)
  }

  @Test(arguments: pieceSizes) func `socks5 is logged in to where it wants that`(size: Int) throws {
    let (sent, used) = try run("socks5://me:pw@p", to: "10.0.0.7", answer: [5, 2, 1, 0] + opened, by: size)
    #expect(sent == [5, 2, 0, 2] + [1, 2, 109, 101, 2, 112, 119] + [5, 1, 0, 1, 10, 0, 0, 7, 1, 187])
    #expect(used == 14)
  }

  @Test(arguments: [
    [5, 0, 0, 4] + Array(repeating: 0, count: 18), [5, 0, 0, 3, 2, 104, 104, 0, 1],
  ])
  func `the address in the answer may have each form`(_ reply: [UInt8]) throws {
    let (sent, used) = try run("socks5://p", to: "2001:db8::1", answer: [5, 0] + reply)
    #expect(sent.suffix(19) == [4, 32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 187])
    #expect(used == 2 + reply.count)
  }

  @Test(arguments: [
    ([72], "the proxy does not speak socks5: its answer begins with \"H\""),
    ([5, 255], "the proxy wants a login: write it as socks5://user:password@host:port"),
    ([5, 0, 4], "the proxy does not speak socks5: its answer begins with 0x04"),
    ([5, 0, 5, 2], "the proxy refused: its rules do not allow the connection"),
    ([5, 0, 5, 5], "the proxy refused: the server refuses connections"),
    ([5, 0, 5, 99], "the proxy refused: reply code 99"),
  ])
  func `a refusal of a socks5 proxy is said`(_ answer: [UInt8], _ sentence: String) {
    #expect(refusal("socks5://p", answer) == sentence)
  }

  @Test func `a wrong login is said to be wrong`() {
    #expect(refusal("socks5://a:b@p", [5, 2, 1, 1]) == "the proxy does not believe the user and the password")
  }

  @Test func `a name that socks5 cannot carry is refused with its length`() {
    let sentence = refusal("socks5://p", [], to: String(repeating: "a", count: 256))
    #expect(sentence == "the host has 256 bytes and socks5 carries up to 255")
    #expect(ProxyError.ended.description == "the proxy ended the connection before it had answered")
  }
}
