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
