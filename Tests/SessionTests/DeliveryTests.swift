import TautEnvelope
import TautJSON
import TautSession
import Testing

@Suite struct DeliveryTests {
  private func delivery(_ change: (inout Delivery) -> Void) -> Delivery {
    var delivery = Delivery()
    change(&delivery)
    return delivery
  }

  private var slow: Delivery { delivery { $0.throttle = .seconds(1) } }

  @discardableResult
  private func subscribe(
    _ stage: inout Stage, _ delivery: Delivery = Delivery(), filters: String? = nil
  ) throws -> SubscriptionID {
    try stage.ask { s, now, out throws(SessionError) in
      try s.subscribe(to: "mlb", filters: filters.map { Array($0.utf8) }, delivery: delivery, at: now, into: &out)
    }
  }

  private func confirm(_ stage: inout Stage, _ number: Int, _ offset: Int) {
    stage.receive(
      "subscription_confirmed", id: "s\(number)",
      #"{"channel":"mlb","epoch":"\#(Stage.epoch)","offset":\#(offset),"recovered":true}"#)
  }

  private func options(_ delivery: Delivery) throws -> String? {
    var stage = Stage.connected()
    try subscribe(&stage, delivery)
    let message = try JSONValue(parsing: stage.sent.last ?? "").object
    return message?["payload"]?.object?["options"].map { "\($0)" }
  }

  @Test func `each option has the name that servers know`() throws {
    let cases: [(Delivery, String?)] = [
      (Delivery(), nil),
      (delivery { $0.throttle = .milliseconds(1_500) }, #"{"throttleMs":1500}"#),
      (delivery { $0.throttle = .microseconds(1) }, #"{"throttleMs":1}"#),
      (delivery { $0.conflate = "player.id" }, #"{"conflate":"player.id"}"#),
      (delivery { $0.deduplicate = .publicationID }, #"{"deduplicate":true}"#),
      (delivery { $0.deduplicate = .path("game.id") }, #"{"deduplicate":"game.id"}"#),
      (delivery { $0.batch = Delivery.Batch(size: 10) }, #"{"batchSize":10,"batchMs":100}"#),
      (delivery { $0.batch = Delivery.Batch(size: 2, age: .zero) }, #"{"batchSize":2,"batchMs":0}"#),
      (delivery { $0.slowReaderPolicy = .disconnect }, #"{"policy":"disconnect"}"#),
      (delivery { $0.slowReaderPolicy = .dropOldest }, #"{"policy":"drop_oldest"}"#),
      (delivery { $0.slowReaderPolicy = .latest }, #"{"policy":"latest"}"#),
    ]
    for (delivery, text) in cases {
      let sent = try options(delivery)
      #expect(sent == text)
    }
  }

  @Test(arguments: [Dialect.v2, .rooms, .structured, .event, .user])
  func `options stand beside the room in every dialect, and a server reads them`(dialect: Dialect) throws {
    var stage = Stage.connected(.test { $0.dialect = dialect })
    try subscribe(&stage, slow)
    let message = try #require(try JSONValue(parsing: stage.sent.last ?? "").object)
    let content = message["payload"]?.object ?? message["data"]?.object ?? message
    #expect(content["options"].map { "\($0)" } == #"{"throttleMs":1000}"#)
    #expect((content["channel"] ?? content["subscription_type"])?.string == "mlb")
  }

  @Test func `a subscription is restored with its options`() throws {
    var stage = Stage.connected()
    try subscribe(&stage, slow)
    confirm(&stage, 1, 5)
    stage.receive(room: "mlb", 9)
    stage.closed()
    stage.pass(.seconds(1))
    _ = stage.take()
    stage.opened()
    #expect(
      stage.take().last
        == #"send subscribe s2 {"channel":"mlb","options":{"throttleMs":1000},"#
        + #""since":{"epoch":"00000000000000aa","offset":9}} on 2"#)
  }

  @Test func `subscriptions with the same options share one`() throws {
    var stage = Stage.connected()
    try subscribe(&stage, slow)
    confirm(&stage, 1, 5)
    stage.receive(room: "mlb", 9)
    _ = stage.take()
    try subscribe(&stage, slow)
    #expect(stage.take() == ["subscribed 2 at 9"])
  }

  @Test func `who wants the messages of a room as they come gets them, whatever others wanted`() throws {
    for (other, filters) in [(Delivery(), nil), (delivery { $0.throttle = .seconds(2) }, nil), (slow, #"{"a":1}"#)] {
      var stage = Stage.connected()
      try subscribe(&stage, slow)
      confirm(&stage, 1, 5)
      stage.receive(room: "mlb", 6)
      _ = stage.take()
      try subscribe(&stage, other, filters: filters)
      #expect(
        stage.take() == [
          #"send unsubscribe u2 {"channel":"mlb"} on 1"#,
          #"send subscribe s3 {"channel":"mlb","since":{"epoch":"00000000000000aa","offset":6}} on 1"#,
        ])
      confirm(&stage, 3, 8)
      stage.receive(room: "mlb", 7, #"{"a":1}"#)
      stage.receive(room: "mlb", 9, #"{"a":1}"#)
      #expect(stage.take().suffix(2) == [#"deliver news #7 {"a":1} to [1]"#, #"deliver news #9 {"a":1} to [1, 2]"#])
    }
  }

  @Test func `what the first wants as it comes stays so`() throws {
    var stage = Stage.connected()
    try subscribe(&stage)
    confirm(&stage, 1, 5)
    _ = stage.take()
    try subscribe(&stage, slow)
    #expect(stage.take() == ["subscribed 2 at 5"])
  }
}
