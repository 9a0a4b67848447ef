import TautDiagnostics
import TautFraming
import Testing

@Suite struct ConnectionFailureTests {
  static let failures: [(ConnectionFailure, FailureCategory, String)] = [
    (.resolution("nowhere"), .network, "cannot resolve nowhere"),
    (.system(code: 111, "x"), .network, "connection refused"),
    (.system(code: 110, "x"), .timeout, "network timeout"),
    (.system(code: 101, "network is unreachable"), .network, "network is unreachable"),
    (.system(code: 104, "connection reset by peer"), .network, "connection reset by peer"),
    (.tls("certificate has expired"), .network, "certificate has expired"),
    (.connectTimeout(.seconds(15)), .timeout, "network timeout"),
    (.heartbeatTimeout(.seconds(5)), .timeout, "no sign of life for 5 s"),
    (.refused(status: 200, reason: ""), .handshake, "HTTP 200"),
    (.refused(status: 400, reason: ""), .handshake, "HTTP 400"),
    (.refused(status: 401, reason: "Unauthorized"), .handshake, "HTTP 401 Unauthorized"),
    (.refused(status: 403, reason: ""), .handshake, "HTTP 403"),
    (.refused(status: 404, reason: ""), .handshake, "HTTP 404"),
    (.refused(status: 408, reason: ""), .timeout, "HTTP 408"),
    (.refused(status: 426, reason: ""), .handshake, "HTTP 426"),
    (.refused(status: 429, reason: ""), .handshake, "HTTP 429"),
    (.refused(status: 500, reason: ""), .serverError, "HTTP 500"),
    (.refused(status: 502, reason: ""), .serverError, "HTTP 502"),
    (.refused(status: 503, reason: ""), .serverError, "HTTP 503"),
    (.refused(status: 504, reason: ""), .timeout, "HTTP 504"),
    (.handshake("no Sec-WebSocket-Accept"), .handshake, "no Sec-WebSocket-Accept"),
    (.closed(.normalClosure, reason: ""), .unknown, "closed with 1000"),
    (.closed(.goingAway, reason: "bye"), .unknown, "closed with 1001 bye"),
    (.closed(.protocolError, reason: ""), .handshake, "closed with 1002"),
    (.closed(.noStatusReceived, reason: ""), .abnormal, "closed with 1005"),
    (.closed(.abnormalClosure, reason: "ignored"), .abnormal, "abnormal closure (1006)"),
    (.closed(.messageTooBig, reason: ""), .unknown, "closed with 1009"),
    (.closed(.internalError, reason: ""), .serverError, "closed with 1011"),
    (.closed(.serviceRestart, reason: ""), .serverError, "the server restarts"),
    (.closed(.unsupportedProtocolVersion, reason: ""), .handshake, "closed with 4400"),
    (.closed(.invalidClientRole, reason: ""), .handshake, "closed with 4401"),
    (.closed(.authenticationRequired, reason: ""), .handshake, "closed with 4402"),
    (.closed(.heartbeatTimeout, reason: ""), .timeout, "closed with 4408"),
    (.closed(.replacedByNewerConnection, reason: ""), .unknown, "closed with 4409"),
    (.closed(.disconnectedByAdministrator, reason: ""), .unknown, "closed with 4410"),
    (.closed(.tokenExpired, reason: ""), .handshake, "closed with 4418"),
    (.closed(.rateLimitExceeded, reason: ""), .unknown, "closed with 4429"),
    (.closed(.tooManyConnections, reason: ""), .unknown, "closed with 4430"),
    (.closed(.serverHandshakeError, reason: ""), .serverError, "closed with 4500"),
    (.closed(.slowConsumer, reason: ""), .unknown, "closed with 4508"),
    (.closed(CloseCode(3000), reason: ""), .unknown, "closed with 3000"),
    (.other("the program failed"), .unknown, "the program failed"),
  ]

  @Test func `each failure has its class and its text`() {
    for (failure, category, text) in Self.failures {
      #expect(failure.category == category, "\(failure)")
      #expect(failure.description == text)
    }
  }

  @Test func `each failure has something to do about it`() {
    for (failure, _, _) in Self.failures {
      #expect(!failure.advice.isEmpty, "\(failure)")
      #expect(Set(failure.advice).count == failure.advice.count, "\(failure)")
    }
    #expect(ConnectionFailure.refused(status: 418, reason: "").advice == ["check the URL and its parameters"])
  }

  @Test(
    arguments: [
      (.refused(status: 404, reason: ""), "check the URL's path: the server has no such route"),
      (.closed(.unsupportedProtocolVersion, reason: ""), "set the version to one that the server speaks: 1 or 2"),
      (.closed(.invalidClientRole, reason: ""), "set the role to frontend, admin or test"),
      (.system(code: 111, ""), "check that the server is running"),
      (.refused(status: 401, reason: ""), "verify the token's format and expiration"),
      (.refused(status: 403, reason: ""), "check that the Origin is allowed by the server"),
    ] as [(ConnectionFailure, String)])
  func `the likeliest advice comes first`(failure: ConnectionFailure, advice: String) {
    #expect(failure.advice.first == advice)
  }

  @Test func `the classes have the names of the web client`() {
    #expect(
      FailureCategory.allCases.map(\.rawValue)
        == ["network", "handshake", "server_error", "abnormal", "timeout", "unknown"])
  }
}
