import TautBackoff
import TautBytes
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON
import TautSession
import Testing

@Suite struct LossTests {
  @Test(arguments: [
    (SessionError.network("x"), true), (.connectTimeout(.seconds(1)), true), (.refused(status: 503, reason: ""), true),
    (.refused(status: 429, reason: ""), true), (.refused(status: 404, reason: ""), false), (.tls("x"), false),
    (.handshake("x"), false), (.refused(status: 401, reason: ""), false),
  ])
  func `a first attempt is repeated where that can help`(error: SessionError, isRepeated: Bool) {
    var stage = Stage()
    stage.connect()
    stage.failed(error)
    #expect((stage.changes.last?.next != nil) == isRepeated)
  }

  @Test func `once it has worked a 404 may pass`() {
    var stage = Stage.connected()
    stage.closed()
    stage.pass(.seconds(1))
    stage.failed(.refused(status: 404, reason: ""))
    #expect(stage.changes.last?.next != nil)
  }

  @Test(arguments: [
    (CloseCode.normalClosure, true), (.goingAway, true), (.serviceRestart, true), (.rateLimitExceeded, true),
    (.protocolError, false), (.unsupportedProtocolVersion, false), (.replacedByNewerConnection, false),
    (.tokenExpired, false),
  ])
  func `a close code says whether to come back`(code: CloseCode, comesBack: Bool) {
    var stage = Stage.connected()
    stage.closed(.closed(code, reason: "because"))
    #expect((stage.changes.last?.next != nil) == comesBack)
    #expect(stage.session.phase == (comesBack ? .reconnecting : .failed))
  }

  @Test func `Retry-After is obeyed`() {
    var stage = Stage()
    stage.connect()
    stage.failed(.refused(status: 503, reason: "", retryAfter: .seconds(20)))
    let delay = stage.changes.last?.next?.delay ?? .zero
    #expect((.seconds(20) ... .seconds(21)).contains(delay))
  }

  @Test func `a server that wants the client to come back is obeyed while the link lives`() throws {
    var stage = Stage.connected()
    _ = try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: [0x31], at: now, into: &out) }
    stage.pass(.seconds(20))
    _ = stage.take()
    stage.receive("reconnect_required", id: "", #"{"reason":"deploy","afterMs":3000,"jitterMs":0}"#)
    stage.receive("reconnect_required", id: "", #"{"reason":"again","afterMs":1,"jitterMs":0}"#)
    // It is told once, whatever is announced afterwards.
    #expect(stage.take() == ["note restartAnnounced"])
    stage.pass(.milliseconds(2_999))
    #expect(stage.take() == [])
    stage.pass(.milliseconds(1))
    #expect(
      stage.take() == [
        "close 1 1001 as the server asked", "failed 1: the server closed the connection with 1012: deploy",
        #"open → reconnecting: serverAsked("deploy")"#, "note attempting", "open 2",
      ])
    #expect(stage.session.failures == 0)
  }

  @Test func `a link that ends before the announced time is waited out`() {
    var stage = Stage.connected()
    stage.pass(.seconds(20))
    stage.receive("reconnect_required", id: "", #"{"afterMs":5000,"jitterMs":1000}"#)
    stage.closed(.closed(.serviceRestart, reason: ""))
    #expect(stage.take() == ["note restartAnnounced", #"open → reconnecting: serverAsked("")"#])
    stage.pass(.milliseconds(4_999))
    #expect(stage.take() == [])
    stage.pass(.milliseconds(1_001))
    #expect(stage.take() == ["note attempting", "open 2"])
  }

  @Test(
    arguments: [
      (.v2, #"{"type":"reconnect_required","ts":1,"correlationId":"","version":"2.0","payload":{"afterMs":3000}}"#),
      (
        .rooms,
        #"{"type":"reconnect_required","status":"success","data":{"afterMs":3000},"timestamp":"2025-08-15T10:00:00Z"}"#
      ),
      (.structured, #"{"type":"reconnect_required","afterMs":3000,"timestamp":"2025-08-15T10:00:00Z"}"#),
      (.event, #"{"type":"reconnect_required","data":{"afterMs":3000}}"#),
      (.user, #"{"type":"reconnect_required","afterMs":3000}"#),
    ] as [(Dialect, String)])
  func `every dialect can announce a restart`(dialect: Dialect, message: String) {
    var stage = Stage.connected(.test { $0.dialect = dialect })
    stage.pass(.seconds(20))
    _ = stage.take()
    stage.receive(message)
    #expect(stage.take() == ["note restartAnnounced"])
    #expect(stage.planned?.start == stage.now + .seconds(3))
  }

  @Test func `a server that asks again and again is given up`() {
    var stage = Stage.connected(.test { $0.backoff.maximumAttempts = 0 })
    stage.closed()
    #expect(stage.session.phase == .failed)
    stage = Stage.connected(.test { $0.backoff.maximumAttempts = 1 })
    stage.closed()
    stage.pass(.seconds(1))
    stage.opened()
    _ = stage.take()
    stage.receive("reconnect_required", id: "", "{}")
    #expect(stage.take() == ["close 2 1001 too many reconnects", "open → failed: gaveUp GAVE_UP"])
  }

  @Test func `what is said about an old link is ignored`() {
    var stage = Stage.connected()
    stage.closed()
    stage.pass(.seconds(1))
    _ = stage.take()
    stage.closed(.lost(""), 1)
    stage.failed(.lost(""), 1)
    stage.opened(1)
    stage.receive("{}", 1)
    #expect(stage.take() == [])
    stage.opened()
    stage.failed()
    #expect(stage.take() == ["reconnecting → open: opened"])
  }

  @Test func `giving up leads to the fallback that is configured`() {
    for fallback in [SessionConfiguration.Fallback.poll, .simulate] {
      var stage = Stage(
        .test {
          $0.fallback = fallback
          $0.backoff.maximumAttempts = 0
        })
      stage.connect()
      stage.failed()
      #expect(stage.take().last == "connecting → fallback: gaveUp GAVE_UP")
      stage.connect()
      #expect(stage.take().first == "fallback → connecting: asked")
    }
  }
}

@Suite struct TokenTests {
  private static let provided = SessionConfiguration.test { $0.usesTokenProvider = true }

  private func answer(_ stage: inout Stage, _ token: SessionToken?, _ ticket: UInt64) {
    stage.tell { $0.receiveToken(token, ticket: ticket, at: $1, into: &$2) }
  }

  @Test func `the provider is asked before each attempt`() {
    var stage = Stage(Self.provided)
    stage.connect()
    #expect(stage.take() == ["idle → connecting: asked", "note attempting", "ask token 1"])
    answer(&stage, SessionToken("a"), 7)
    #expect(stage.take() == [])
    answer(&stage, SessionToken("a"), 1)
    #expect(stage.take() == ["open 1 with a"])
    stage.opened()
    stage.closed()
    stage.pass(.seconds(1))
    answer(&stage, nil, 2)
    #expect(stage.take().suffix(2) == ["ask token 2", "open 2"])
  }

  @Test func `a provider that fails or sleeps is an attempt that fails`() {
    var stage = Stage(Self.provided)
    stage.connect()
    stage.tell { $0.receiveTokenFailure("no network", ticket: 9, at: $1, into: &$2) }
    stage.tell { $0.receiveTokenFailure("no network", ticket: 1, at: $1, into: &$2) }
    #expect(stage.take().suffix(2) == ["note attemptFailed", "connecting → failed: lost TOKEN_UNAVAILABLE"])
    stage.pass(.seconds(1 + 15))
    #expect(stage.take().last == "reconnecting → failed: lost CONNECT_TIMEOUT")
  }

  @Test(arguments: [
    SessionError.refused(status: 401, reason: ""), .refused(status: 403, reason: ""),
    .closed(.tokenRevoked, reason: ""),
  ])
  func `a refused token is never used again, another one is`(error: SessionError) {
    var stage = Stage(Self.provided)
    stage.connect()
    answer(&stage, SessionToken("bad"), 1)
    stage.failed(error)
    stage.pass(.seconds(1))
    answer(&stage, SessionToken("good"), 2)
    #expect(stage.take().last == "open 2 with good")
    stage.failed(error)
    stage.pass(.seconds(2))
    answer(&stage, SessionToken("good"), 3)
    #expect(stage.session.phase == .failed)
    #expect(stage.changes.last?.reason == .gaveUp(.tokenRefused("the provider returned the same one")))
  }

  @Test func `no token is not offered twice either`() {
    var stage = Stage(Self.provided)
    stage.connect()
    answer(&stage, nil, 1)
    stage.failed(.refused(status: 401, reason: ""))
    stage.pass(.seconds(1))
    answer(&stage, nil, 2)
    #expect(stage.changes.last?.next == nil && stage.session.phase == .failed)
  }

  @Test func `without a provider a refused token is the end`() {
    var stage = Stage()
    stage.connect()
    stage.failed(.refused(status: 401, reason: "expired"))
    #expect(stage.session.phase == .failed && stage.changes.last?.next == nil)
  }

  @Test func `a token is renewed before it ends`() {
    var configuration = Self.provided
    configuration.heartbeat.interval = .seconds(600)
    var stage = Stage(configuration)
    stage.connect()
    answer(&stage, SessionToken("a", expires: stage.now + .seconds(300)), 1)
    stage.opened()
    stage.pass(.seconds(239))
    #expect(!stage.take().contains("ask token 2"))
    stage.tell { s, _, o in s.receivePong(8, on: LinkID(rawValue: 1), at: .now, into: &o) }
    stage.pass(.seconds(1))
    #expect(stage.take().contains("ask token 2"))
    answer(&stage, SessionToken("b", expires: stage.now + .seconds(300)), 2)
    #expect(stage.take() == ["note renewing", #"send authenticate a2 {"token":"b"} on 1"#])
  }

  @Test func `a renewal that fails is tried again in half of the time that is left`() {
    var configuration = Self.provided
    configuration.heartbeat.interval = .seconds(600)
    var stage = Stage(configuration)
    stage.connect()
    answer(&stage, SessionToken("a", expires: stage.now + .seconds(64)), 1)
    stage.opened()
    var waits: [Int] = []
    var last = stage.now
    for ticket in 2... {
      while !stage.take().contains("ask token \(ticket)"), stage.now - last < .seconds(99) { stage.pass(.seconds(1)) }
      guard stage.now - last < .seconds(99) else { break }
      waits.append(Int((stage.now - last) / .seconds(1)))
      last = stage.now
      stage.tell { $0.receiveTokenFailure("x", ticket: UInt64(ticket), at: $1, into: &$2) }
    }
    #expect(waits == [4, 30, 15, 8, 4, 2])
    #expect(stage.session.phase == .open)
  }

  @Test func `a renewal that fails is told and the connection stays`() {
    for token in [SessionToken("a"), nil] {
      var stage = Stage(Self.provided)
      stage.connect()
      answer(&stage, SessionToken("a", expires: stage.now), 1)
      stage.opened()
      stage.pass(.seconds(1))
      _ = stage.take()
      if let token {
        answer(&stage, token, 2)
      } else {
        stage.tell { $0.receiveTokenFailure("x", ticket: 2, at: $1, into: &$2) }
      }
      #expect(stage.take() == ["note renewalFailed"])
      #expect(stage.session.phase == .open)
    }
  }
}
