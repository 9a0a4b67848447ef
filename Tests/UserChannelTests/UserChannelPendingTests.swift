import Testing
import TautUserChannel

@Suite struct UserChannelPendingTests {
  let ask = #"{"type":"get_pending"}"#

  @Test func `what came while the user was away is handed out by priority, then by age, and counted`() {
    var stage = Stage()
    stage.publish("a") { $0.priority = .low }
    stage.publish("b")
    stage.publish("c") { $0.priority = .high }
    stage.publish("d")
    stage.connect(1)
    #expect(stage.types(1).isEmpty)
    stage.say(ask, from: 1)
    #expect(stage.ids(1) == ["c", "b", "d", "a"])
    #expect(
      stage.last(1) == #"{"type":"pending_check_complete","timestamp":"2025-08-15T10:00:00Z","count":4}"#)
  }

  @Test func `without anything pending the count is zero, and the correlation id comes back`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(#"{"type":"get_pending","correlationId":"q"}"#, from: 1)
    #expect(stage.last(1).hasSuffix(#""correlationId":"q","count":0}"#))
  }

  @Test func `what is not acknowledged comes again, and says so on the same connection`() {
    var stage = Stage()
    stage.publish("a")
    stage.publish("b")
    stage.connect(1, device: "phone")
    stage.say(ask, from: 1)
    stage.say(#"{"type":"ack","id":"a"}"#, from: 1)
    stage.say(ask, from: 1)
    #expect(stage.ids(1) == ["a", "b", "b"])
    #expect(stage.received[1]![4].contains(#""redelivered":true"#))
    stage.disconnect(1)
    stage.connect(2, device: "phone")
    stage.say(ask, from: 2)
    #expect(stage.ids(2) == ["b"])
    #expect(!stage.received[2]![1].contains("redelivered"))
  }

  @Test func `each device acknowledges for itself`() {
    var stage = Stage()
    stage.connect(1, device: "phone")
    stage.connect(2, device: "desk")
    stage.publish("a")
    #expect(stage.ids(1) == ["a"])
    #expect(stage.ids(2) == ["a"])
    stage.say(#"{"type":"ack","id":"a"}"#, from: 1)
    stage.say(ask, from: 1)
    stage.say(ask, from: 2)
    #expect(stage.ids(1) == ["a"])
    #expect(stage.ids(2) == ["a", "a"])
  }

  @Test func `several messages are acknowledged at once, and twice is as good as once`() {
    var stage = Stage()
    for id in ["a", "b", "c"] { stage.publish(id) }
    stage.connect(1)
    stage.say(#"{"type":"ack","ids":["a","b"]}"#, from: 1)
    stage.say(#"{"type":"ack","id":"a"}"#, from: 1)
    stage.say(ask, from: 1)
    #expect(stage.ids(1) == ["c"])
    #expect(stage.types(1) == ["notification_new", "pending_check_complete"])
  }

  @Test func `an acknowledgement of something unknown is answered, and the connection stays`() {
    var stage = Stage()
    stage.connect(1)
    stage.say(#"{"type":"ack","id":"x"}"#, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "UNKNOWN_MESSAGE")
    #expect(stage.text("id", in: stage.last(1)) == "x")
    #expect(stage.closed.isEmpty)
  }

  @Test func `what has expired is not handed out`() {
    var stage = Stage()
    stage.publish("a") { $0.timeToLive = .seconds(60) }
    stage.publish("b")
    stage.now += 60_000
    stage.connect(1)
    stage.say(ask, from: 1)
    #expect(stage.ids(1) == ["b"])
    #expect(stage.inbox["ada"]![1].expires == stage.now - 60_000 + 7 * 86_400_000)
  }

  @Test func `what becomes durable while a device asks follows after the answer, and comes once`() {
    var stage = Stage()
    stage.connect(1)
    stage.connect(2)
    stage.isHeldUp = true
    stage.say(ask, from: 1)
    stage.publish("a")
    stage.publish("b") { $0.timeToLive = .seconds(1) }
    stage.steps.swapAt(0, 1)
    stage.settleNext()
    #expect(stage.ids(1).isEmpty)
    #expect(stage.ids(2) == ["a"])
    let load = stage.steps.removeFirst()
    stage.steps.append(load)
    stage.settleNext()
    stage.now += 2_000
    stage.settle()
    #expect(stage.ids(1) == ["a"])
    #expect(stage.types(1) == ["notification_new", "pending_check_complete"])
  }

  @Test func `what became durable after the answer was read follows it`() {
    var stage = Stage()
    stage.connect(1)
    stage.isHeldUp = true
    stage.say(ask, from: 1)
    stage.publish("a")
    guard case .load(let address, let ticket) = stage.steps.removeFirst() else { return #expect(Bool(false)) }
    #expect(address == DeviceAddress(user: "ada"))
    stage.settle()
    stage.channel.loaded(.messages([]), ticket, at: stage.now, into: &stage.output)
    stage.poll()
    #expect(stage.types(1) == ["pending_check_complete", "notification_new"])
  }

  @Test func `who asks again before the answer gets one answer, with each id`() {
    var stage = Stage()
    stage.publish("a")
    stage.connect(1)
    stage.isHeldUp = true
    for id in 1...40 { stage.say(#"{"type":"get_pending","correlationId":\#(id)}"#, from: 1) }
    #expect(stage.steps.count == 1)
    stage.settle()
    #expect(stage.ids(1) == ["a"])
    #expect(stage.types(1).count == 17)
  }

  @Test func `an answer for a connection that is gone is dropped`() {
    var stage = Stage()
    stage.publish("a")
    stage.connect(1)
    stage.isHeldUp = true
    stage.say(ask, from: 1)
    stage.disconnect(1)
    stage.settle()
    #expect(stage.types(1).isEmpty)
  }

  @Test func `where the storage fails the client is told, and may ask again`() {
    var stage = Stage()
    stage.publish("a")
    stage.connect(1)
    stage.failure = "the disk is full"
    stage.say(ask, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "STORAGE_UNAVAILABLE")
    #expect(stage.text("message", in: stage.last(1)) == "what is pending cannot be read: the disk is full")
    stage.say(#"{"type":"ack","id":"a"}"#, from: 1)
    #expect(stage.text("message", in: stage.last(1)) == "the acknowledgement is not stored: the disk is full")
    stage.failure = nil
    stage.say(ask, from: 1)
    #expect(stage.ids(1) == ["a", "a"])
  }

  @Test func `more steps than may wait are refused`() {
    var configuration = UserChannelConfiguration()
    configuration.waiting = 1
    var stage = Stage(configuration)
    stage.connect(1)
    stage.connect(2)
    stage.isHeldUp = true
    stage.publish("a", token: 1)
    stage.publish("b", token: 2)
    stage.say(ask, from: 1)
    stage.say(#"{"type":"ack","id":"a"}"#, from: 2)
    #expect(stage.refused[2] == .busy(limit: 1))
    #expect(stage.text("code", in: stage.last(1)) == "STORAGE_UNAVAILABLE")
    #expect(stage.text("code", in: stage.last(2)) == "STORAGE_UNAVAILABLE")
    stage.settle()
    #expect(stage.published[1]?.id == "a")
  }

  @Test func `a client that knows no ack gets each message once when sending counts as acknowledged`() {
    var stage = Stage()
    stage.publish("a")
    stage.connect(1, isAutomatic: true)
    stage.say(ask, from: 1)
    stage.publish("b")
    stage.say(ask, from: 1)
    #expect(stage.ids(1) == ["a", "b"])
  }

  @Test func `the ids that are remembered of a connection are bounded`() {
    var stage = Stage()
    stage.limit = 10_000
    stage.connect(1)
    for number in 0..<4_097 { stage.publish("\(number)") }
    stage.say(ask, from: 1)
    #expect(stage.types(1).count == 2 * 4_097 + 1)
  }
}
