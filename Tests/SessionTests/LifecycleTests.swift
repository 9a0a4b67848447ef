import TautBackoff
import TautBytes
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON
import TautSession
import Testing

@Suite struct LifecycleTests {
  @Test func `connecting goes from idle to open`() {
    var stage = Stage()
    stage.connect()
    #expect(stage.take() == ["idle → connecting: asked", "note attempting", "open 1"])
    stage.opened()
    #expect(stage.take() == ["connecting → open: opened"])
    #expect(stage.session.phase == .open && stage.session.link == LinkID(rawValue: 1))
  }

  @Test func `connecting twice is connecting once`() {
    var stage = Stage()
    stage.connect()
    _ = stage.take()
    stage.connect()
    stage.opened()
    stage.connect()
    #expect(stage.take() == ["connecting → open: opened"])
  }

  @Test func `a loss is followed by attempts with their delays, and the end`() {
    var stage = Stage.connected()
    stage.closed()
    #expect(stage.take() == ["open → reconnecting: lost CONNECTION_LOST"])
    #expect(stage.changes.last?.next?.delay == .seconds(1))
    for delay in [1, 2, 4, 8, 12, 12, 12, 12] {
      stage.pass(.seconds(delay) - .nanoseconds(1))
      #expect(!stage.take().contains { $0.hasPrefix("open") })
      stage.pass(.nanoseconds(1))
      #expect(stage.take().contains { $0.hasPrefix("open ") })
      stage.failed()
    }
    #expect(
      stage.take() == ["note attemptFailed", "reconnecting → failed: gaveUp GAVE_UP"])
    stage.pass(.seconds(3_600))
    #expect(stage.take() == [])
    #expect(stage.deadline == nil)
  }

  @Test func `giving up while an attempt has failed is told as well`() {
    var stage = Stage(.test { $0.usesTokenProvider = true })
    stage.connect()
    stage.tell { $0.receiveToken(SessionToken("a"), ticket: 1, at: $1, into: &$2) }
    stage.failed(.refused(status: 401, reason: "expired"))
    #expect(stage.take().last == "connecting → failed: lost UPGRADE_REFUSED")
    stage.pass(.seconds(1))
    stage.tell { $0.receiveToken(SessionToken("a"), ticket: 2, at: $1, into: &$2) }
    #expect(stage.take().last == "reconnecting → failed: gaveUp TOKEN_REFUSED")
  }

  @Test func `after giving up connect begins anew`() {
    var stage = Stage(.test { $0.backoff.maximumAttempts = 0 })
    stage.connect()
    stage.failed()
    #expect(stage.take().last == "connecting → failed: gaveUp GAVE_UP")
    stage.connect()
    #expect(stage.take() == ["failed → reconnecting: asked", "note attempting", "open 2"])
  }

  @Test func `connect while the next attempt is waited for makes it now`() {
    var stage = Stage()
    stage.connect()
    stage.failed()
    _ = stage.take()
    stage.connect()
    #expect(stage.take() == ["failed → reconnecting: asked", "note attempting", "open 2"])
  }

  @Test func `an attempt that takes too long is given up`() {
    var stage = Stage()
    stage.connect()
    stage.pass(.seconds(15))
    #expect(
      stage.take().suffix(3) == ["abort 1", "note attemptFailed", "connecting → failed: lost CONNECT_TIMEOUT"])
    stage.opened()
    #expect(stage.take() == [])
  }

  @Test func `disconnect is final and settles everything`() throws {
    var stage = Stage.connected()
    _ = try stage.ask { s, now, out throws(SessionError) in
      try s.request("get", payload: Array("1".utf8), at: now, into: &out)
    }
    _ = try stage.ask { s, now, out throws(SessionError) in
      try s.send("news", payload: Array("1".utf8), isConfirmed: true, at: now, into: &out)
    }
    _ = stage.take()
    stage.tell { $0.disconnect(reason: "bye", at: $1, into: &$2) }
    #expect(
      stage.take() == [
        "close 1 1000 bye", "failed 1: the program disconnected", "rejected 1: the program disconnected",
        "open → idle: disconnected",
      ])
    stage.closed()
    stage.pass(.seconds(3_600))
    #expect(stage.take() == [])
    stage.connect()
    #expect(stage.take().first == "idle → connecting: asked")
    stage.tell { $0.disconnect(at: $1, into: &$2) }
    #expect(stage.take() == ["abort 2", "connecting → idle: disconnected"])
  }

  @Test func `without a URL there is only the fallback, and no error`() throws {
    for configuration in [SessionConfiguration(), .test { $0.isEnabled = false }] {
      var stage = Stage(configuration)
      stage.connect()
      #expect(stage.take() == ["idle → fallback: switchedOff"])
      stage.connect()
      #expect(stage.take() == [])
      stage.tell { $0.disconnect(at: $1, into: &$2) }
      #expect(stage.take() == ["fallback → idle: disconnected"])
    }
  }

  @Test func `a suspended session asks nobody and makes no attempts`() {
    var stage = Stage.connected()
    for _ in 0..<2 { stage.tell { $0.suspend(at: $1, into: &$2) } }
    stage.pass(.seconds(100))
    stage.closed()
    #expect(stage.take() == ["note suspended", "open → reconnecting: lost CONNECTION_LOST"])
    stage.pass(.seconds(100))
    #expect(stage.take() == [])
    #expect(stage.deadline == nil)
    stage.tell { $0.resume(at: $1, into: &$2) }
    #expect(stage.take() == ["note resumed", "note attempting", "open 2"])
    stage.tell { $0.suspend(at: $1, into: &$2) }
    stage.opened()
    stage.pass(.seconds(100))
    #expect(stage.take() == ["note suspended", "reconnecting → open: opened"])
  }

  @Test func `resuming asks at once whether the server is still there`() {
    var stage = Stage.connected()
    stage.tell { $0.resume(at: $1, into: &$2) }
    #expect(stage.take() == [])
    stage.tell { $0.suspend(at: $1, into: &$2) }
    stage.pass(.seconds(100))
    stage.tell { $0.resume(at: $1, into: &$2) }
    #expect(stage.take() == ["note suspended", "note resumed", "ping 1 on 1"])
    stage.pass(.seconds(5))
    #expect(stage.take() == ["abort 1", "open → reconnecting: lost HEARTBEAT_TIMEOUT"])
  }

  @Test func `another network asks the server, or makes the next attempt now`() {
    var stage = Stage.connected()
    stage.tell { $0.networkChanged(at: $1, into: &$2) }
    #expect(stage.take() == ["ping 1 on 1"])
    stage.closed()
    _ = stage.take()
    stage.tell { $0.networkChanged(at: $1, into: &$2) }
    #expect(stage.take() == ["note attempting", "open 2"])
    stage.tell { $0.suspend(at: $1, into: &$2) }
    stage.tell { $0.networkChanged(at: $1, into: &$2) }
    #expect(stage.take() == ["note suspended"])
  }

  @Test func `a heartbeat's round trips are told`() {
    var stage = Stage.connected()
    stage.pass(.seconds(30))
    #expect(stage.take() == ["ping 1 on 1"])
    stage.tell { $0.receivePong(1, on: LinkID(rawValue: 9), at: $1, into: &$2) }
    stage.tell { $0.receivePong(1, on: LinkID(rawValue: 1), at: $1, into: &$2) }
    #expect(stage.take() == ["note roundTrip"])
    stage.pass(.seconds(29))
    stage.tell { s, now, _ in s.receiveTraffic(on: LinkID(rawValue: 1), at: now) }
    stage.tell { s, now, _ in s.receiveTraffic(on: LinkID(rawValue: 2), at: now) }
    stage.pass(.seconds(1))
    #expect(stage.take() == ["ping 2 on 1"])
  }

  @Test func `pings may be messages of the dialect`() {
    var stage = Stage.connected(.test { $0.pingKind = .message })
    stage.pass(.seconds(30))
    #expect(stage.take() == ["send ping p1 {} on 1"])
    stage.receive("pong", id: "p1")
    #expect(stage.take() == ["note roundTrip"])
    stage.receive("pong", id: "p7")
    #expect(stage.take() == [])
  }

  @Test func `health moves between open and degraded`() {
    var stage = Stage.connected()
    stage.tell { $0.receiveHealth(isHealthy: false, at: $1, into: &$2) }
    stage.tell { $0.receiveHealth(isHealthy: false, at: $1, into: &$2) }
    stage.tell { $0.receiveHealth(isHealthy: true, at: $1, into: &$2) }
    #expect(stage.take() == ["open → degraded: unhealthy", "degraded → open: healthy"])
    stage.closed()
    _ = stage.take()
    stage.tell { $0.receiveHealth(isHealthy: true, at: $1, into: &$2) }
    #expect(stage.take() == [])
  }

  @Test func `another URL connects there`() throws {
    var stage = Stage.connected()
    _ = try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: [0x31], at: now, into: &out) }
    _ = stage.take()
    let other = SessionConfiguration.test { $0.url = "ws://other/ws" }
    stage.tell { $0.setConfiguration(other, at: $1, into: &$2) }
    #expect(
      stage.take() == [
        "close 1 1000 the configuration changed", "failed 1: the program disconnected",
        "open → reconnecting: conditionsChanged", "note attempting", "open 2",
      ])
    stage.tell { $0.setConfiguration(.test { $0.isEnabled = false }, at: $1, into: &$2) }
    #expect(stage.take() == ["abort 2", "reconnecting → fallback: switchedOff"])
    stage.tell { $0.setConfiguration(other, at: $1, into: &$2) }
    #expect(stage.take() == ["fallback → connecting: conditionsChanged", "note attempting", "open 3"])
  }

  @Test func `other delays and intervals count from then on`() {
    var stage = Stage.connected()
    let other = SessionConfiguration.test {
      $0.heartbeat.interval = .seconds(7)
      $0.backoff = .immediate
    }
    stage.tell { $0.setConfiguration(other, at: $1, into: &$2) }
    stage.pass(.seconds(7))
    #expect(stage.take() == ["ping 1 on 1"])
    stage.closed()
    #expect(stage.changes.last?.next?.delay == .milliseconds(100))
    var idle = Stage()
    idle.tell { $0.setConfiguration(SessionConfiguration(), at: $1, into: &$2) }
    #expect(idle.take() == [])
  }

  @Test(arguments: SessionPhase.allCases)
  func `every phase has a state of S0 and one of S3`(phase: SessionPhase) {
    #expect(phase.isConnected == (phase.enhancedState == .ready))
    #expect(phase.isConnected == (phase.eventState == .connected))
    #expect(!phase.successors.isEmpty)
  }

  @Test func `messages carry the wall clock`() throws {
    var stage = Stage.connected()
    stage.tell { s, now, _ in s.setWallClock(milliseconds: 5_000_000_000_000, at: now) }
    stage.pass(.seconds(2))
    _ = try stage.ask { s, now, out throws(SessionError) in try s.send("news", payload: [0x31], at: now, into: &out) }
    #expect(stage.sent.last?.contains(#""ts":5000000002000"#) == true)
  }
}
