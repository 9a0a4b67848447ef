import TautEnvelope
import TautFraming
import TautSession
import Testing

/// Mistakes of a program, and of who configured it: each is an error that says what to do.
@Suite struct MisuseTests {
  @Test(arguments: ["", "hello", "{", #"{"a":1} {"b":2}"#, "[1,]"])
  func `what is not one JSON value is not sent`(payload: String) {
    var stage = Stage.connected()
    let bytes = Array(payload.utf8)
    #expect(throws: SessionError.self) {
      try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: bytes, at: now, into: &out) }
    }
    #expect(throws: SessionError.self) {
      try stage.ask { s, now, out throws(SessionError) in try s.send("tell", payload: bytes, at: now, into: &out) }
    }
    #expect(throws: SessionError.self) {
      try stage.ask { s, now, out throws(SessionError) in
        try s.publish(to: "mlb", "odds", payload: bytes, at: now, into: &out)
      }
    }
    #expect(stage.take() == [])
  }

  @Test func `a payload cannot make members of the message around it`() {
    var stage = Stage.connected()
    let payload = Array(#"1,"id":2"#.utf8)
    #expect(throws: SessionError.self) {
      try stage.ask { s, now, out throws(SessionError) in
        try s.publish(to: "mlb", "odds", payload: payload, at: now, into: &out)
      }
    }
    #expect(stage.take() == [])
  }

  @Test func `what is too large is told before it costs the connection`() throws {
    var configuration = SessionConfiguration.test
    configuration.maximumMessage = 1_000
    var stage = Stage.connected(configuration)
    let fits = Array(#""\#(String(repeating: "x", count: 700))""#.utf8)
    _ = try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: fits, at: now, into: &out) }
    let large = Array(#""\#(String(repeating: "x", count: 742))""#.utf8)
    let expected = SessionError.messageTooLarge(bytes: 1_003, limit: 1_000)
    #expect(throws: expected) {
      try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: large, at: now, into: &out) }
    }
    #expect(throws: expected) {
      try stage.ask { s, now, out throws(SessionError) in try s.send("get", payload: large, at: now, into: &out) }
    }
    #expect("\(expected)" == "the message has 1003 bytes with its envelope, and the limit is 1000 bytes")
  }

  @Test(arguments: [
    (#"{"type":"welcome","status":"success","data":{},"client_id":"c"}"#, Dialect.rooms),
    (#"{"type":"hello","server_time":"2025-08-15T10:00:00Z","accepted_version":1}"#, .structured),
    (#"{"type":"connection_established","user":"u"}"#, .user),
  ])
  func `a server that greets in another dialect is left, and the error names the preset`(
    greeting: String, dialect: Dialect
  ) throws {
    var stage = Stage.connected()
    let id = try stage.ask { s, now, out throws(SessionError) in
      try s.request("get", payload: [0x31], at: now, into: &out)
    }
    _ = stage.take()
    stage.receive(greeting)
    let error = SessionError.otherDialect(server: dialect, session: .v2)
    #expect(
      stage.take() == [
        "note invalidMessage", "close 1 1000 \(error)", "failed \(id.rawValue): \(error)",
        "open → failed: gaveUp OTHER_DIALECT",
      ])
    #expect(error.suggestion == "use the preset .\(dialect), or set the session's dialect to .\(dialect)")
    stage.pass(.seconds(600))
    #expect(stage.take() == [])
  }

  @Test func `a message that is none is no reason to leave`() {
    var stage = Stage.connected()
    stage.receive("hello")
    stage.receive(#"{"type":"error","message":"Invalid message envelope"}"#)
    #expect(stage.take() == ["note invalidMessage", "note invalidMessage"])
  }

  @Test func `a session that was connected goes on for ever where it is told to`() {
    var configuration = SessionConfiguration.test
    configuration.isPersistent = true
    var stage = Stage(configuration)
    stage.connect()
    for _ in 1...9 {
      stage.failed()
      stage.pass(.seconds(20))
    }
    #expect(stage.session.phase == .failed && stage.changes.last?.next == nil)
    stage.open()
    for _ in 1...100 {
      stage.closed()
      stage.failed()
      stage.pass(.seconds(20))
    }
    #expect(stage.changes.last?.to == .reconnecting)
    stage.tell { $0.setConfiguration(configuration, at: $1, into: &$2) }
    for _ in 1...100 {
      stage.failed()
      stage.pass(.seconds(20))
    }
    #expect(stage.changes.last?.to == .reconnecting)
  }

  @Test func `nothing is polled without the token that is being asked for`() throws {
    var configuration = SessionConfiguration.test
    configuration.usesTokenProvider = true
    configuration.pollsWhileDisconnected = true
    configuration.pollInterval = .seconds(1)
    var stage = Stage(configuration)
    _ = try stage.ask { s, now, out throws(SessionError) in try s.subscribe(to: "mlb", at: now, into: &out) }
    stage.connect()
    stage.pass(.seconds(3))
    #expect(!stage.take().contains { $0.hasPrefix("fetch") })
    stage.tell { $0.receiveToken(SessionToken("t"), ticket: 1, at: $1, into: &$2) }
    stage.pass(.seconds(3))
    #expect(stage.take().contains { $0.hasPrefix("fetch") })
  }

  @Test func `whoever wants to know of the protocol's own messages is told`() {
    var stage = Stage.connected()
    stage.receive("error", id: "", #"{"code":"NO","message":"no"}"#)
    stage.receive("ping", id: "")
    stage.receive("news", id: "")
    #expect(stage.told == ["error", "ping"])
  }

  @Test func `an answer to a message that waits for none is a message, and an error is noted`() throws {
    var stage = Stage.connected()
    _ = try stage.ask { s, now, out throws(SessionError) in try s.send("get", payload: [0x31], at: now, into: &out) }
    _ = stage.take()
    stage.receive("props", id: "n1")
    stage.receive("error", id: "n1", #"{"code":"NO","message":"no"}"#)
    #expect(stage.take() == ["deliver props {} to []", "note serverError"])
    #expect(stage.told == ["error"])
  }

  @Test(arguments: [
    (SessionError.clientClosed, "CLIENT_CLOSED", "the client is closed"),
    (
      .invalidPayload("expected a value at byte 0"), "INVALID_PAYLOAD",
      "the payload is not one JSON value: expected a value at byte 0"
    ),
    (
      .otherDialect(server: .rooms, session: .v2), "OTHER_DIALECT",
      "the server speaks the dialect rooms at this URL, and the session v2"
    ),
  ])
  func `each mistake has a code, a sentence and a way out`(error: SessionError, code: String, text: String) {
    #expect(error.code == code && "\(error)" == text && !error.isRecoverable)
    #expect(String(reflecting: error) == "\(text); \(error.suggestion)")
  }

  @Test(arguments: [
    (200, "check the URL's path: what answers there is a page, and Tautline's servers speak WebSocket at /ws"),
    (301, "connect to where the server says that it is"),
    (401, "set a token provider, or check that its token is for this server and has not expired"),
    (403, "check that the token allows this route, and that the server allows the Origin"),
    (404, "check the URL's path: the server has no such route"),
  ])
  func `each refusal has its own suggestion`(status: Int, suggestion: String) {
    #expect(SessionError.refused(status: status, reason: "").suggestion == suggestion)
  }

  @Test(arguments: [
    "RATE_LIMIT_EXCEEDED", "UNKNOWN_TYPE", "UNKNOWN_ROOM", "INVALID_FILTERS", "INVALID_OPTIONS", "NOT_ALLOWED",
    "AUTHENTICATION_FAILED", "TOKEN_EXPIRED", "TOKEN_REVOKED", "SIMULATED", "ANYTHING_ELSE",
  ])
  func `each code of a server has a suggestion`(code: String) {
    let error = SessionError.server(code: code, message: "", isRecoverable: true)
    #expect(
      !error.suggestion.isEmpty && (code == "ANYTHING_ELSE") == error.suggestion.hasPrefix("correct what was sent"))
  }
}
