import TautEnvelope
import TautSession
import Testing

@Suite struct SimulatingTests {
  private static func message(_ room: String, _ payload: String = "{}") -> String {
    #"{"type":"news","ts":1,"correlationId":"s","version":"2.0","payload":\#(payload),"#
      + #""meta":{"source":"simulation","room":"\#(room)"}}"#
  }

  private func subscribe(_ stage: inout Stage, _ filters: String? = nil) throws(SessionError) -> SubscriptionID {
    try stage.ask { session, now, output throws(SessionError) in
      try session.subscribe(to: "mlb", filters: filters.map { Array($0.utf8) }, at: now, into: &output)
    }
  }

  @Test func `simulated messages go to their room's subscriptions, and to who hears everything, without a link`() throws
  {
    var stage = Stage(.test { $0.url = nil })
    _ = try subscribe(&stage)
    _ = try subscribe(&stage, #"{"sport":"MLB"}"#)
    stage.connect()
    _ = stage.take()
    stage.simulated(Self.message("mlb", #"{"sport":"MLB"}"#))
    stage.simulated(Self.message("mlb", #"{"sport":"NBA"}"#))
    stage.simulated(Self.message("other"))
    stage.simulated("no envelope")
    #expect(
      stage.take() == [
        #"deliver news {"sport":"MLB"} to [1, 2]"#, #"deliver news {"sport":"NBA"} to [1]"#, "deliver news {} to []",
      ])
  }

  private static let mode = SessionConfiguration.test { $0.isSimulated = true }

  private func setMode(_ stage: inout Stage, _ isOn: Bool) {
    stage.tell { $0.setSimulationMode(isOn, at: $1, into: &$2) }
  }

  @Test func `in the simulation mode a session is ready at once, without a link, an attempt or a heartbeat`() {
    var stage = Stage(Self.mode)
    stage.connect()
    stage.connect()
    #expect(stage.take() == ["idle → connecting: simulating", "connecting → open: simulating"])
    #expect(stage.session.isSimulating && stage.session.link == nil)
    stage.pass(.seconds(600))
    stage.tell { $0.receiveHealth(isHealthy: false, at: $1, into: &$2) }
    #expect(stage.take() == [] && stage.deadline == nil)
    stage.tell { $0.disconnect(at: $1, into: &$2) }
    #expect(stage.take() == ["open → idle: disconnected"])
    #expect(!stage.session.isSimulating)
  }

  @Test func `the mode takes the place of a connection, and gives it back`() throws {
    var stage = Stage.connected()
    _ = try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: [0x31], at: now, into: &out) }
    _ = stage.take()
    setMode(&stage, true)
    setMode(&stage, true)
    #expect(
      stage.take() == [
        "close 1 1000 the data are simulated", "failed 1: the data are simulated, and nothing is sent",
        "open → idle: simulating", "idle → connecting: simulating", "connecting → open: simulating",
      ])
    #expect(throws: SessionError.simulated) {
      try stage.ask { s, now, out throws(SessionError) in try s.request("get", payload: [0x31], at: now, into: &out) }
    }
    stage.tell {
      [
        configuration = SessionConfiguration.test {
          $0.isSimulated = true; $0.url = "ws://other/ws"
        }
      ] in
      $0.setConfiguration(configuration, at: $1, into: &$2)
    }
    #expect(stage.take() == [])
    setMode(&stage, false)
    #expect(
      stage.take() == [
        "open → idle: simulationEnded", "idle → connecting: conditionsChanged", "note attempting", "open 2",
      ])
  }

  @Test func `what was queued waits for a real connection, what is sent in the mode is refused`() throws {
    var stage = Stage()
    func send(_ stage: inout Stage) throws(SessionError) -> MessageID {
      try stage.ask { session, now, output throws(SessionError) in
        try session.publish(to: "mlb", "odds", payload: Array("1".utf8), at: now, into: &output)
      }
    }
    _ = try send(&stage)
    setMode(&stage, true)
    _ = stage.take()
    _ = try send(&stage)
    #expect(stage.take() == ["rejected 2: the data are simulated, and nothing is sent"])
    #expect(stage.session.load.messages == 1)
    setMode(&stage, false)
    #expect(stage.take() == ["open → idle: simulationEnded"])
    #expect(stage.session.load.messages == 1)
    stage.connect()
    _ = stage.take()
    stage.opened()
    #expect(stage.take().last?.hasPrefix("send publish m1") == true)
  }

  @Test func `a simulation is no proof that a server was ever there`() {
    var stage = Stage(Self.mode)
    stage.connect()
    setMode(&stage, false)
    _ = stage.take()
    stage.failed(.refused(status: 404, reason: ""))
    #expect(stage.session.phase == .failed && stage.changes.last?.next == nil)
  }

  @Test func `after the mode there is only the fallback where there is nothing to connect to`() {
    var stage = Stage(
      .test {
        $0.isSimulated = true
        $0.url = nil
        $0.fallback = .poll
        $0.pollsWhileDisconnected = true
      })
    stage.connect()
    stage.pass(.seconds(60))
    _ = stage.take()
    setMode(&stage, false)
    #expect(stage.take() == ["open → idle: simulationEnded", "idle → fallback: switchedOff"])
  }

  @Test func `a simulation does not move the positions of rooms`() throws {
    var stage = Stage.connected()
    _ = try subscribe(&stage)
    stage.receive(
      "subscription_confirmed", id: "s1", #"{"channel":"mlb","epoch":"\#(Stage.epoch)","offset":4,"recovered":false}"#)
    stage.simulated(Self.message("mlb"))
    #expect(stage.session.memory.positions["mlb"]?.offset == 4)
    _ = stage.take()
    stage.receive(room: "mlb", 5)
    #expect(stage.take() == ["deliver news #5 {} to [1]"])
  }
}
