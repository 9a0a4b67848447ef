import TautBackoff
import TautBytes
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON
import TautSession
import Testing

@Suite struct RequestTests {
  private func request(_ stage: inout Stage, _ type: MessageType = "get", timeout: Duration? = nil) throws {
    _ = try stage.ask { s, now, out throws(SessionError) in
      try s.request(type, payload: Array("{}".utf8), timeout: timeout, at: now, into: &out)
    }
  }

  @Test func `an answer settles a request once`() throws {
    var stage = Stage.connected()
    try request(&stage)
    stage.receive("props", id: "r1", #"{"a":1}"#)
    stage.receive("props", id: "r1", #"{"a":2}"#)
    #expect(stage.take() == ["send get r1 {} on 1", #"answered 1: props {"a":1}"#])
    stage.pass(.seconds(60))
    #expect(!stage.take().contains { $0.hasPrefix("failed 1") })
  }

  @Test func `an error settles it too`() throws {
    var stage = Stage.connected()
    try request(&stage)
    stage.receive("error", id: "r1", #"{"code":"UNKNOWN_TYPE","message":"no such request","recoverable":true}"#)
    #expect(stage.take().last == "failed 1: the server answered UNKNOWN_TYPE: no such request")
  }

  @Test func `so does time`() throws {
    var stage = Stage.connected()
    try request(&stage, timeout: .seconds(2))
    try request(&stage)
    stage.pass(.seconds(2))
    #expect(stage.take().last == "failed 1: no answer came within 2.0 seconds")
    stage.receive("props", id: "r1")
    stage.receive("props", id: "r2")
    #expect(stage.take() == ["answered 2: props {}"])
  }

  @Test func `so does the loss of the connection`() throws {
    var stage = Stage.connected()
    try request(&stage)
    stage.closed()
    #expect(stage.take().dropFirst().first == "failed 1: the connection was lost: reset")
  }

  @Test func `a request waits for a connection that is being made`() throws {
    var stage = Stage()
    #expect(throws: SessionError.notConnected) { try request(&stage) }
    stage.connect()
    try request(&stage, timeout: .seconds(5))
    try request(&stage)
    stage.failed()
    stage.pass(.seconds(1))
    stage.pass(.seconds(4))
    #expect(stage.take().last == "failed 1: no answer came within 5.0 seconds")
    stage.opened()
    #expect(stage.take().last == "send get r2 {} on 2")
  }

  @Test func `there is a limit, and a request can be taken back`() throws {
    var stage = Stage.connected(.test { $0.maximumRequests = 1 })
    try request(&stage)
    #expect(throws: SessionError.tooManyRequests(limit: 1)) { try request(&stage) }
    stage.tell { s, _, _ in s.cancel(RequestID(rawValue: 1)) }
    try request(&stage)
    #expect(stage.session.load.requests == 1)
  }

  @Test func `a dialect without ids answers the oldest request of the type`() throws {
    for dialect in [Dialect.rooms, .structured, .event, .user] {
      var stage = Stage.connected(.test { $0.dialect = dialect })
      try request(&stage, "status")
      stage.receive(#"{"type":"other","timestamp":"2025-08-15T10:00:00Z"}"#)
      stage.receive(#"{"type":"status","timestamp":"2025-08-15T10:00:00Z"}"#)
      let log = stage.take()
      #expect(log.contains { $0.hasPrefix("deliver other") } && log.last?.hasPrefix("answered 1: status") == true)
    }
  }

  @Test func `a server's ping is answered in its dialect`() {
    var stage = Stage.connected()
    stage.receive("ping", id: "x7")
    #expect(stage.take() == ["send pong x7 {} on 1"])
    stage = Stage.connected(.test { $0.dialect = .structured })
    stage.receive(#"{"type":"ping"}"#)
    #expect(stage.take() == ["send pong   on 1"])
  }

  @Test func `a server's own messages are noted or delivered`() {
    var stage = Stage.connected()
    stage.receive("hello", id: "", #"{"heartbeat_interval_ms":25000}"#)
    stage.receive("error", id: "", #"{"code":"X"}"#)
    stage.receive("error", id: "u9", #""plain""#)
    stage.receive("whatever", id: "q1", "[1]")
    stage.receive("{")
    stage.receive("answer", id: "r9")
    stage.receive("answer", id: "m9")
    #expect(
      stage.take() == [
        "note hello true", #"deliver hello {"heartbeat_interval_ms":25000} to []"#, "note serverError",
        "note serverError", "deliver whatever [1] to []", "note invalidMessage",
      ])
  }
}

@Suite struct QueueTests {
  private func send(_ stage: inout Stage, _ text: String, confirmed: Bool = true) throws {
    _ = try stage.ask { s, now, out throws(SessionError) in
      try s.send("note", payload: Array(text.utf8), isConfirmed: confirmed, at: now, into: &out)
    }
  }

  @Test func `a message that nobody waits for any more is withdrawn`() throws {
    var stage = Stage()
    for text in ["1", "2"] { try send(&stage, text) }
    stage.tell { s, _, _ in s.cancel(MessageID(rawValue: 1)) }
    stage.open()
    #expect(stage.sent.count == 1 && stage.session.load.messages == 1)
    stage.tell { s, _, _ in s.cancel(MessageID(rawValue: 2)) }
    stage.receive("noted", id: "m2")
    stage.closed()
    stage.pass(.seconds(2))
    stage.opened()
    #expect(stage.sent.count == 1 && stage.session.load.messages == 0)
  }

  @Test func `messages wait for a connection in their order`() throws {
    var stage = Stage()
    for text in ["1", "2", "3"] { try send(&stage, text, confirmed: false) }
    #expect(stage.take() == [])
    stage.connect()
    _ = stage.take()
    stage.opened()
    #expect(
      stage.take().dropFirst() == [
        "send note n1 1 on 1", "accepted 1", "send note n2 2 on 1", "accepted 2", "send note n3 3 on 1", "accepted 3",
      ])
  }

  @Test func `a confirmed message is sent again with the same id until it is answered`() throws {
    var stage = Stage.connected()
    try send(&stage, "1")
    try send(&stage, "2")
    let first = stage.sent[0]
    #expect(first.contains(#""id":"me-"#))
    stage.receive("ack", id: "m2")
    stage.closed()
    stage.pass(.seconds(1))
    stage.opened()
    #expect(stage.take().contains("accepted 2: ack {}"))
    #expect(stage.sent.count == 3)
    #expect(stage.sent[2].contains(first.split(separator: "meta")[1]))
    stage.receive("error", id: "m1", #"{"code":"NOT_ALLOWED"}"#)
    #expect(stage.take().last == "rejected 1: the server answered NOT_ALLOWED")
    #expect(stage.session.load.messages == 0)
  }

  @Test func `publishing is a confirmed message`() throws {
    var stage = Stage.connected()
    _ = try stage.ask { s, now, out throws(SessionError) in
      try s.publish(to: "mlb", "news", payload: Array("[1]".utf8), at: now, into: &out)
    }
    #expect(stage.take() == [#"send publish m1 {"channel":"mlb","type":"news","payload":[1]} on 1"#])
  }

  @Test func `the queue is bounded in messages and in bytes`() throws {
    var stage = Stage(.test { $0.queueLimit = 2 })
    try send(&stage, "1")
    try send(&stage, "2")
    #expect(throws: SessionError.queueFull(messages: 2, bytes: 10)) { try send(&stage, "3") }
    stage = Stage(.test { $0.queueBytes = 9 })
    try send(&stage, "1")
    #expect(throws: SessionError.queueFull(messages: 1, bytes: 5)) { try send(&stage, "2") }
  }
}

@Suite struct PollingTests {
  private static let polling = SessionConfiguration.test {
    $0.pollsWhileDisconnected = true
    $0.fallback = .poll
    $0.backoff.growth = .table([.seconds(25)])
    $0.backoff.cap = .seconds(25)
    $0.backoff.maximumAttempts = 1
  }

  private func stage() throws -> Stage {
    var stage = Stage(Self.polling)
    _ = try stage.ask { s, now, out throws(SessionError) in try s.subscribe(to: "mlb", at: now, into: &out) }
    stage.open()
    stage.receive(
      "subscription_confirmed", id: "s1", #"{"channel":"mlb","epoch":"\#(Stage.epoch)","offset":5,"recovered":false}"#)
    stage.closed()
    _ = stage.take()
    return stage
  }

  private func answer(_ stage: inout Stage, ticket: UInt64, at offset: UInt64, gap: SessionGap? = nil, _ offsets: [Int])
  {
    let place = SubscribeSince(epoch: Stage.epoch, offset: offset)
    stage.tell { s, _, out in s.receivePoll(at: place, gap: gap, ticket: ticket, into: &out) }
    for offset in offsets { stage.polled(Stage.message(room: "mlb", offset), ticket: ticket) }
    stage.tell { s, _, out in s.receivePollEnd(ticket: ticket, into: &out) }
  }

  @Test func `rooms are polled while there is no connection, from their offsets`() throws {
    var stage = try stage()
    stage.pass(.seconds(10))
    #expect(stage.take() == ["fetch 1 mlb after 5"])
    answer(&stage, ticket: 1, at: 7, [6, 7])
    #expect(
      stage.take() == ["subscribed 1 at 7, recovered", "deliver news #6 {} to [1]", "deliver news #7 {} to [1]"])
    stage.pass(.seconds(10))
    #expect(stage.take() == ["fetch 2 mlb after 7"])
    stage.pass(.seconds(5))
    #expect(stage.take().last == "open 2")
    stage.opened()
    // The socket replays from 7, and the answer of the poll comes late.
    stage.receive(
      "subscription_confirmed", id: "s2", #"{"channel":"mlb","epoch":"\#(Stage.epoch)","offset":8,"recovered":true}"#)
    stage.receive(room: "mlb", 8)
    _ = stage.take()
    answer(&stage, ticket: 2, at: 8, [8])
    stage.receive(room: "mlb", 9)
    stage.pass(.seconds(20))
    #expect(stage.take() == ["deliver news #9 {} to [1]"])
  }

  @Test func `a poll tells gaps and failures`() throws {
    var stage = try stage()
    stage.pass(.seconds(10))
    _ = stage.take()
    let gap = SessionGap(from: 6, to: 7, reason: "history_expired")
    answer(&stage, ticket: 1, at: 8, gap: gap, [8])
    #expect(
      stage.take() == ["subscribed 1 at 8", "gap 1 6-7 history_expired", "deliver news #8 {} to [1]"])
    stage.pass(.seconds(10))
    stage.tell { s, _, out in s.receivePollEnd(ticket: 2, failure: "404", into: &out) }
    stage.tell { s, _, out in s.receivePollEnd(ticket: 2, failure: "404", into: &out) }
    #expect(stage.take() == ["fetch 2 mlb after 8", "note pollFailed"])
    answer(&stage, ticket: 2, at: 9, [9])
    stage.polled("{}", ticket: 2)
    #expect(stage.take() == [])
  }

  private func answer(_ stage: inout Stage, ticket: UInt64, _ text: String) {
    stage.pollAnswered(#"{"room":"mlb","epoch":"\#(Stage.epoch)",\#(text)}"#, ticket: ticket)
  }

  private static func polled(_ offset: Int, _ payload: String = "{}") -> String {
    #"{"type":"news","room":"mlb","epoch":"\#(Stage.epoch)","offset":\#(offset),"payload":\#(payload)}"#
  }

  @Test func `a filter counts for what is polled as well`() throws {
    var stage = Stage(Self.polling)
    _ = try stage.ask { s, now, out throws(SessionError) in
      try s.subscribe(to: "mlb", filters: Array(#"{"k":1}"#.utf8), at: now, into: &out)
    }
    stage.open()
    stage.receive(
      "subscription_confirmed", id: "s1",
      #"{"channel":"mlb","epoch":"\#(Stage.epoch)","offset":5,"recovered":false}"#)
    stage.closed()
    stage.pass(.seconds(10))
    _ = stage.take()
    answer(
      &stage, ticket: 1,
      #""offset":7,"messages":[\#(Self.polled(6, #"{"k":0}"#)),\#(Self.polled(7, #"{"k":1}"#))]"#)
    #expect(stage.take() == ["subscribed 1 at 7, recovered", #"deliver news #7 {"k":1} to [1]"#])
  }

  @Test func `an answer that comes after a connection is void: what it skips would not be told`() throws {
    var stage = try stage()
    stage.pass(.seconds(25))
    stage.opened()
    _ = stage.take()
    answer(
      &stage, ticket: 1,
      #""offset":9,"messages":[\#(Self.polled(9))],"gap":{"from":6,"to":8,"reason":"history_expired"}"#)
    #expect(stage.take() == [])
    stage.receive(
      "subscription_confirmed", id: "s2", #"{"channel":"mlb","epoch":"\#(Stage.epoch)","offset":12,"recovered":true}"#)
    stage.closed()
    _ = stage.take()
    answer(&stage, ticket: 1, #""offset":9,"messages":[\#(Self.polled(9))]"#)
    #expect(stage.take() == [])
  }

  @Test func `nothing comes after a disconnect`() throws {
    var stage = try stage()
    stage.pass(.seconds(10))
    stage.tell { $0.disconnect(at: $1, into: &$2) }
    _ = stage.take()
    answer(&stage, ticket: 1, #""offset":6,"messages":[\#(Self.polled(6))]"#)
    #expect(stage.take() == [])
  }

  @Test func `the fallback polls at once, and goes on`() throws {
    var stage = try stage()
    stage.pass(.seconds(25))
    stage.failed()
    _ = stage.take()
    stage.tell { s, _, out in s.receivePollEnd(ticket: 1, into: &out) }
    stage.pass(.seconds(10))
    #expect(stage.take() == ["fetch 2 mlb after 5"])
    stage.tell { s, _, out in s.receivePollEnd(ticket: 2, into: &out) }
    stage.tell { $0.suspend(at: $1, into: &$2) }
    stage.pass(.seconds(30))
    #expect(stage.take() == ["note suspended"])
    stage.tell { $0.resume(at: $1, into: &$2) }
    #expect(stage.take() == ["note resumed", "fetch 3 mlb after 5"])
    stage.tell { $0.disconnect(at: $1, into: &$2) }
    stage.pass(.seconds(30))
    #expect(stage.take() == ["fallback → idle: disconnected"])
  }

  @Test func `without a URL the rooms are polled`() throws {
    var stage = Stage(.event(url: nil))
    _ = try stage.ask { s, now, out throws(SessionError) in try s.subscribe(to: "events", at: now, into: &out) }
    stage.connect()
    stage.pass(.zero)
    #expect(stage.take() == ["idle → fallback: switchedOff", "fetch 1 events"])
  }
}

@Suite struct SessionErrorTests {
  @Test(arguments: [
    (
      SessionError.network("127.0.0.1:1: connection refused"), "NETWORK_UNREACHABLE", SessionError.Category.network,
      true,
      "127.0.0.1:1: connection refused"
    ),
    (.tls("bad certificate"), "TLS_FAILED", .network, false, "bad certificate"),
    (
      .connectTimeout(.seconds(15)), "CONNECT_TIMEOUT", .timeout, true, "the connection was not open after 15.0 seconds"
    ),
    (
      .refused(status: 404, reason: "no"), "UPGRADE_REFUSED", .handshake, false,
      "the server refused the connection with 404: no"
    ),
    (
      .refused(status: 429, reason: ""), "RATE_LIMIT_EXCEEDED", .handshake, true,
      "the server refused the connection with 429"
    ),
    (
      .refused(status: 502, reason: ""), "UPGRADE_REFUSED", .serverError, true,
      "the server refused the connection with 502"
    ),
    (
      .refused(status: 400, reason: ""), "UPGRADE_REFUSED", .handshake, false,
      "the server refused the connection with 400"
    ),
    (
      .refused(status: 503, reason: ""), "UPGRADE_REFUSED", .serverError, true,
      "the server refused the connection with 503"
    ),
    (
      .refused(status: 401, reason: ""), "UPGRADE_REFUSED", .handshake, false,
      "the server refused the connection with 401"
    ),
    (.handshake("no 101"), "HANDSHAKE_FAILED", .handshake, false, "no 101"),
    (
      .closed(.goingAway, reason: "bye"), "WEBSOCKET_CLOSED", .unknown, true,
      "the server closed the connection with 1001: bye"
    ),
    (
      .closed(.abnormalClosure, reason: ""), "WEBSOCKET_CLOSED", .abnormal, true,
      "the server closed the connection with 1006"
    ),
    (
      .closed(.rateLimitExceeded, reason: ""), "RATE_LIMIT_EXCEEDED", .unknown, true,
      "the server closed the connection with 4429"
    ),
    (
      .closed(.invalidClientRole, reason: ""), "WEBSOCKET_CLOSED", .handshake, false,
      "the server closed the connection with 4401"
    ),
    (
      .closed(.unsupportedProtocolVersion, reason: ""), "WEBSOCKET_CLOSED", .handshake, false,
      "the server closed the connection with 4400"
    ),
    (
      .closed(.serviceRestart, reason: ""), "WEBSOCKET_CLOSED", .serverError, true,
      "the server closed the connection with 1012"
    ),
    (
      .closed(.heartbeatTimeout, reason: ""), "WEBSOCKET_CLOSED", .timeout, true,
      "the server closed the connection with 4408"
    ),
    (
      .closed(.replacedByNewerConnection, reason: ""), "WEBSOCKET_CLOSED", .unknown, false,
      "the server closed the connection with 4409"
    ),
    (
      .closed(.tokenExpired, reason: ""), "WEBSOCKET_CLOSED", .unknown, false,
      "the server closed the connection with 4418"
    ),
    (
      .closed(.messageTooBig, reason: ""), "WEBSOCKET_CLOSED", .unknown, false,
      "the server closed the connection with 1009"
    ),
    (.lost("reset"), "CONNECTION_LOST", .abnormal, true, "the connection was lost: reset"),
    (.silent(.seconds(5)), "HEARTBEAT_TIMEOUT", .timeout, true, "the server gave no sign of life for 5.0 seconds"),
    (.invalidMessage("x"), "INVALID_MESSAGE", .unknown, true, "the server sent what is no message: x"),
    (.tokenUnavailable("x"), "TOKEN_UNAVAILABLE", .handshake, true, "x"),
    (.tokenRefused("x"), "TOKEN_REFUSED", .handshake, false, "the server refused the token: x"),
    (
      .gaveUp(attempts: 8, last: .lost("")), "GAVE_UP", .abnormal, false,
      "given up after 8 attempts: the connection was lost"
    ),
    (.disconnected, "DISCONNECTED", .unknown, false, "the program disconnected"),
    (.cancelled, "CANCELLED", .unknown, true, "the task that waited was cancelled"),
    (.notConnected, "NOT_CONNECTED", .unknown, false, "there is no connection, and none is being made"),
    (.requestTimeout(.seconds(30)), "REQUEST_TIMEOUT", .timeout, true, "no answer came within 30.0 seconds"),
    (.server(code: "X", message: "", isRecoverable: false), "X", .serverError, false, "the server answered X"),
    (.server(code: "Y", message: "y", isRecoverable: true), "Y", .serverError, true, "the server answered Y: y"),
    (
      .tooManyRequests(limit: 3), "TOO_MANY_REQUESTS", .unknown, true,
      "3 requests wait for their answers, which is the limit"
    ),
    (.queueFull(messages: 2, bytes: 3), "QUEUE_FULL", .unknown, true, "2 messages of 3 bytes wait, which is the limit"),
    (
      .tooManySubscriptions(limit: 3), "TOO_MANY_SUBSCRIPTIONS", .unknown, true,
      "there are 3 subscriptions, which is the limit"
    ),
  ])
  func `an error has a code, a class, a sentence and a suggestion`(
    error: SessionError, code: String, category: SessionError.Category, isRecoverable: Bool, text: String
  ) {
    #expect(error.code == code)
    #expect(error.category == category)
    #expect(error.isRecoverable == isRecoverable)
    #expect(error.description == text)
    #expect(!error.suggestion.isEmpty && error.suggestion.first?.isLowercase == true)
  }

  @Test func `the presets are the seeds' clients`() {
    #expect(SessionConfiguration.v2(url: "u").backoff.resetAfter == .seconds(300))
    #expect(SessionConfiguration.rooms(url: "u").backoff.maximumAttempts == 5)
    #expect(SessionConfiguration.structured(url: "u").heartbeat.interval == .seconds(25))
    #expect(SessionConfiguration.event(url: "u").pollsWhileDisconnected)
    #expect(SessionConfiguration.user(url: "u").dialect == .user)
  }
}
