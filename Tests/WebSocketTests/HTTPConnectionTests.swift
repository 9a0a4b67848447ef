import TautWebSocket
import Testing

@Suite struct HTTPConnectionTests {
  private func answer(_ text: String, timeout: Duration = .seconds(10)) async throws -> String {
    let bytes = try await Exchange.run([Array(text.utf8)]) { context, _ in context.requestTimeout = timeout }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a head that is not HTTP is a 400 with a sentence, and the connection ends`() async throws {
    let text = try await answer("garbage\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    #expect(text.contains("\r\nConnection: close\r\n") && text.contains(#"{"error":""#))
  }

  @Test func `a head that never ends is refused with 431 at its limit`() async throws {
    let text = try await answer("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "X-Y: abcdefgh\r\n", count: 9000))
    #expect(text.hasPrefix("HTTP/1.1 431 "))
  }

  @Test func `a head that stalls is answered with 408 when the time is over`() async throws {
    let text = try await answer("GET / HTTP/1.1\r\nHost:", timeout: .milliseconds(20))
    #expect(text.hasPrefix("HTTP/1.1 408 "))
    #expect(text.contains("0.02 seconds"))
  }

  @Test func `a body that stalls is answered with 408 as well`() async throws {
    let text = try await answer(
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc", timeout: .milliseconds(20))
    #expect(text.hasPrefix("HTTP/1.1 408 "))
  }

  @Test func `a connection without a request is closed without a word`() async throws {
    let text = try await answer("", timeout: .milliseconds(20))
    #expect(text == "")
  }

  @Test func `a body above the limit is a 413`() async throws {
    let text = try await answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
    #expect(text.hasPrefix("HTTP/1.1 413 "))
  }

  @Test func `an expectation to continue is met`() async throws {
    let head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n"
    let bytes = try await Exchange.run([Array(head.utf8), Array("ok".utf8)])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 405 "))
  }

  @Test func `requests in one piece are answered in order on one connection`() async throws {
    let one = "GET /chat HTTP/1.1\r\nHost: x\r\n\r\n"
    let last = "POST /chat HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    let text = try await answer(one + one + last)
    #expect(text.count(of: "HTTP/1.1 426 ") == 2)
    #expect(text.count(of: "HTTP/1.1 405 ") == 1)
    #expect(text.contains("\r\nDate: "))
  }
}

extension String {
  /// How often `part` stands in the text.
  fileprivate func count(of part: String) -> Int {
    ranges(of: part).count
  }
}
