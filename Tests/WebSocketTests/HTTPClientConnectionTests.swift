import TautEventLoop
import TautHandshake
import Testing

@testable import TautWebSocket

@Suite struct HTTPClientConnectionTests {
  private static let request = Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8)

  /// What comes of as many requests as there are answers, one after the other over one connection: `200 body`.
  private func outcomes(
    _ answers: String..., then: CannedServer.Then = .wait, requests: Int? = nil, limit: Int? = nil,
    timeout: Duration = .seconds(10)
  ) async throws -> [String] {
    let server = try await CannedServer(answers, then: then)
    return try await ask(
      [server.address], requests: requests ?? answers.count, limit: limit, timeout: timeout, on: server.loop)
  }

  private func ask(
    _ addresses: [SocketAddress], through proxy: ProxyURL? = nil, requests: Int = 1, limit: Int? = nil,
    timeout: Duration = .seconds(10), on loop: isolated EventLoop
  ) async throws -> [String] {
    let connection = HTTPClientConnection(
      on: loop.reactor, to: try WebSocketURL("ws://h"), at: addresses, through: proxy, tls: nil)
    if let limit { connection.bodyLimit = limit }
    var outcomes = [String]()
    for _ in 0..<requests {
      outcomes.append(
        await withCheckedContinuation(isolation: loop) { done in
          connection.send(Self.request, timeout: timeout) { done.resume(returning: Self.text($0)) }
        })
    }
    connection.close()
    return outcomes
  }

  private static func text(_ outcome: Result<HTTPAnswer, HTTPClientError>) -> String {
    switch outcome {
    case .success(let answer): "\(answer.status.code) \(String(decoding: answer.body, as: UTF8.self))"
    case .failure(let error): "\(error)"
    }
  }

  @Test func `a connection serves one request after the other`() async throws {
    let outcomes = try await outcomes(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n")
    #expect(outcomes == ["200 ab", "404 ", "204 "])
  }

  @Test func `chunks are put together`() async throws {
    let outcomes = try await outcomes(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    #expect(outcomes == ["200 abc"])
  }

  @Test func `a body without a length ends with the connection`() async throws {
    #expect(try await outcomes("HTTP/1.1 200 OK\r\n\r\nabc", then: .close) == ["200 abc"])
  }

  @Test func `interim answers are passed over`() async throws {
    let outcomes = try await outcomes(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
    #expect(outcomes == ["200 a"])
  }

  @Test func `after an answer that says close no request goes out`() async throws {
    let outcomes = try await outcomes(
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", requests: 2)
    #expect(outcomes == ["200 a", "the server closed the connection before its answer was complete"])
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Len", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab"])
  func `an answer that is cut off is a failure`(answer: String) async throws {
    let outcomes = try await outcomes(answer, then: .close)
    #expect(outcomes == ["the server closed the connection before its answer was complete"])
  }

  @Test func `what is no answer is a failure that says why`() async throws {
    #expect(try await outcomes("SMTP\r\n\r\n").first?.hasPrefix("the answer cannot be read: ") == true)
    let tooLong = try await outcomes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", limit: 2)
    #expect(tooLong.first?.hasPrefix("the answer cannot be read: ") == true)
  }

  @Test func `an answer that does not come is given up`() async throws {
    #expect(try await outcomes("", timeout: .milliseconds(50)) == ["the answer did not come in time"])
  }

  @Test func `a server that is not there is said to every request`() async throws {
    let loop = try EventLoop()
    loop.start()
    defer { loop.stop() }
    let outcomes = try await ask([try nobody()], requests: 2, on: loop)
    #expect(outcomes.count == 2 && outcomes.allSatisfy { $0.contains("Connection refused") })
    let none = try await ask([], on: loop)
    #expect(none == ["the host has no address"])
  }

  private func nobody() throws -> SocketAddress {
    try #require(SocketAddress(host: "127.0.0.1", port: 1))
  }

  @Test func `the next address is tried where the first one does not answer`() async throws {
    let server = try await CannedServer(["HTTP/1.1 204 No Content\r\n\r\n"])
    let outcomes = try await ask([try nobody(), server.address], on: server.loop)
    #expect(outcomes == ["204 "])
  }

  @Test func `a proxy opens the way, or says why it does not`() async throws {
    let http = try ProxyURL("http://127.0.0.1")
    let open = try await CannedServer(["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"])
    let answer = try await ask([open.address], through: http, on: open.loop)
    #expect(answer == ["204 "])
    let closed = try await CannedServer(["HTTP/1.1 403 Forbidden\r\n\r\n"])
    let refusal = try await ask([closed.address], through: http, requests: 2, on: closed.loop)
    #expect(refusal == Array(repeating: "the proxy refused with 403 Forbidden", count: 2))
    let gone = try await CannedServer([""], then: .close)
    let end = try await ask([gone.address], through: http, on: gone.loop)
    #expect(end == ["the proxy ended the connection before it had answered"])
    let missing = try await ask([try nobody()], through: http, on: gone.loop)
    #expect(missing.first?.hasPrefix("the proxy http://127.0.0.1:8080: connect") == true, "\(missing)")
  }
}
