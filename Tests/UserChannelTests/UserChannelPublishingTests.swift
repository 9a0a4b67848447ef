import Testing
import TautUserChannel

@Suite struct UserChannelPublishingTests {
  @Test func `a message is delivered and confirmed after it is stored, not before`() {
    var stage = Stage()
    stage.connect(1)
    stage.isHeldUp = true
    stage.publish("a", token: 5)
    #expect(stage.published.isEmpty)
    #expect(stage.ids(1).isEmpty)
    stage.settle()
    #expect(stage.published[5] == UserReceipt(user: "ada", id: "a", isRepeated: false))
    #expect(
      stage.last(1)
        == #"{"type":"notification_new","timestamp":"2025-08-15T10:00:00Z","id":"a","n":1}"#)
  }

  @Test func `publishing an id twice stores and delivers it once`() {
    var stage = Stage()
    stage.connect(1)
    stage.publish("a", token: 1)
    stage.publish("a", token: 2)
    #expect(stage.published[2] == UserReceipt(user: "ada", id: "a", isRepeated: true))
    #expect(stage.ids(1) == ["a"])
  }

  @Test func `a message without an id gets a random one`() {
    var stage = Stage()
    stage.publish(nil, token: 1)
    let id = stage.published[1]!.id
    #expect(id.count == 36)
    #expect(Array(id)[14] == "4")
    #expect("89ab".contains(Array(id)[19]))
  }

  @Test func `a full inbox refuses with the bound, and what is there stays`() {
    var stage = Stage()
    stage.limit = 1
    stage.publish("a", token: 1)
    stage.publish("b", token: 2)
    #expect(stage.refused[2] == .inboxFull(user: "ada", limit: "1 messages"))
    #expect(
      stage.refused[2]!.description
        == "the inbox of ada is full: 1 messages wait that no device has acknowledged; try again when it has been read")
    #expect(stage.inbox["ada"]!.map(\.id) == ["a"])
  }

  @Test func `what cannot be stored is refused, and nobody gets it`() {
    var stage = Stage()
    stage.connect(1)
    stage.failure = "the disk is full"
    stage.publish("a", token: 1)
    #expect(stage.refused[1] == .notStored(reason: "the disk is full"))
    #expect(stage.refused[1]!.description == "the message is not stored: the disk is full")
    #expect(stage.ids(1).isEmpty)
  }

  @Test func `what has expired by the time it is stored is not delivered`() {
    var stage = Stage()
    stage.connect(1)
    stage.isHeldUp = true
    stage.publish("a") { $0.timeToLive = .milliseconds(1) }
    stage.now += 1
    stage.settle()
    #expect(stage.ids(1).isEmpty)
  }

  @Test func `a sender who asks for receipts learns once per device that it was delivered and acknowledged`() {
    var stage = Stage()
    stage.connect(1, "bob")
    stage.publish("a") { $0.receiptsTo = "bob" }
    #expect(stage.types(1).isEmpty)
    stage.connect(2, "ada", device: "phone")
    stage.say(#"{"type":"get_pending"}"#, from: 2)
    stage.say(#"{"type":"get_pending"}"#, from: 2)
    #expect(stage.types(1) == ["receipt"])
    #expect(stage.last(1).hasSuffix(#""id":"a","user":"ada","device":"phone","status":"delivered"}"#))
    stage.say(#"{"type":"ack","id":"a"}"#, from: 2)
    stage.say(#"{"type":"ack","id":"a"}"#, from: 2)
    #expect(stage.types(1) == ["receipt", "receipt"])
    #expect(stage.text("status", in: stage.last(1)) == "acknowledged")
    stage.connect(3, "ada", device: "desk")
    stage.say(#"{"type":"get_pending"}"#, from: 3)
    #expect(stage.types(1).count == 3)
  }

  @Test func `receipts are kept for a bounded number of messages, the latest ones`() {
    var configuration = UserChannelConfiguration()
    configuration.receipts = 2
    var stage = Stage(configuration)
    stage.connect(1, "bob")
    for number in 0..<8 { stage.publish("\(number)") { $0.receiptsTo = "bob" } }
    stage.publish("7") { $0.receiptsTo = "bob" }
    stage.connect(2)
    stage.say(#"{"type":"get_pending"}"#, from: 2)
    #expect(stage.ids(1) == ["6", "7"])
  }

  @Test func `deliveries to more devices than anybody has are not told`() {
    var stage = Stage()
    stage.connect(0, "bob")
    stage.publish("a") { $0.receiptsTo = "bob" }
    for number in 1...70 {
      stage.connect(UInt64(number), device: "\(number)")
      stage.say(#"{"type":"get_pending"}"#, from: UInt64(number))
      stage.disconnect(UInt64(number))
    }
    #expect(stage.types(0).count == 64)
  }

  @Test(arguments: [
    (#"{"id":"mine","n":1.50}"#, #""id":"a","n":1.50,"payload":{"id":"mine","n":1.50}}"#),
    (#"{"type":"t","payload":2}"#, #""id":"a","payload":{"type":"t","payload":2}}"#),
    (#"[1]"#, #""id":"a","payload":[1]}"#), ("{}", #""id":"a"}"#), ("nonsense", #""id":"a","payload":nonsense}"#),
  ])
  func `the payload's members stand beside the id, and where they collide the payload stands whole too`(
    payload: String, ending: String
  ) {
    var stage = Stage()
    stage.connect(1)
    stage.publish("a", payload: payload)
    #expect(stage.last(1).hasSuffix(ending))
  }

  @Test func `a priority that is not the usual one is told, and wins over the payload's`() {
    var stage = Stage()
    stage.connect(1)
    stage.publish("a", payload: #"{"priority":9}"#) { $0.priority = .high }
    #expect(stage.last(1).hasSuffix(#""id":"a","priority":"high","payload":{"priority":9}}"#))
  }

  @Test func `an answer that nobody waits for is ignored`() {
    var stage = Stage()
    stage.channel.posted(.stored, 99, at: stage.now, into: &stage.output)
    stage.channel.loaded(.messages([]), 99, at: stage.now, into: &stage.output)
    stage.channel.acknowledged(.stored, 99, at: stage.now, into: &stage.output)
    #expect(stage.output.actions.isEmpty)
  }
}
