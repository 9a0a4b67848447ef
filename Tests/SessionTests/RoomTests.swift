import TautBackoff
import TautBytes
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON
import TautSession
import Testing

@Suite struct RoomTests {
  private func subscribe(
    _ stage: inout Stage, _ room: String = "mlb", filters: String? = nil, since: SubscribeSince? = nil,
    resumes: Bool = false
  ) throws -> SubscriptionID {
    try stage.ask { s, now, out throws(SessionError) in
      try s.subscribe(
        to: room, filters: filters.map { Array($0.utf8) }, since: since, resumes: resumes, at: now, into: &out)
    }
  }

  private func confirm(
    _ stage: inout Stage, _ number: Int, _ offset: Int, _ more: String = "", epoch: String = Stage.epoch
  ) {
    stage.receive(
      "subscription_confirmed", id: "s\(number)",
      #"{"channel":"mlb","epoch":"\#(epoch)","offset":\#(offset),"recovered":true\#(more)}"#)
  }

  /// A stage with a subscription that has seen offset 5.
  private func subscribed() throws -> Stage {
    var stage = Stage.connected()
    _ = try subscribe(&stage)
    confirm(&stage, 1, 5)
    _ = stage.take()
    return stage
  }

  /// The stage after the loss of its connection and the next one.
  private func reconnected() throws -> Stage {
    var stage = try subscribed()
    stage.closed()
    stage.pass(.seconds(1))
    stage.opened()
    _ = stage.take()
    return stage
  }

  @Test func `a subscription asks, is confirmed, and gets what comes`() throws {
    var stage = Stage.connected()
    let id = try subscribe(&stage)
    #expect(stage.take() == [#"send subscribe s1 {"channel":"mlb"} on 1"#])
    stage.receive(room: "mlb", 5)
    #expect(stage.take() == [])
    confirm(&stage, 1, 5)
    stage.receive(room: "mlb", 6, #"{"a":1}"#)
    #expect(stage.take() == ["subscribed \(id.rawValue) at 5, recovered", #"deliver news #6 {"a":1} to [1]"#])
  }

  @Test func `what has been seen is not delivered again`() throws {
    var stage = try subscribed()
    for offset in [6, 6, 5, 7, 6] { stage.receive(room: "mlb", offset) }
    #expect(stage.take() == ["deliver news #6 {} to [1]", "deliver news #7 {} to [1]"])
  }

  @Test func `a subscription made while offline is asked for later`() throws {
    var stage = Stage()
    _ = try subscribe(&stage, filters: #"{"sport":"MLB"}"#)
    #expect(stage.take() == [])
    stage.open()
    #expect(stage.sent.last?.contains(#""payload":{"channel":"mlb","filters":{"sport":"MLB"}}"#) == true)
  }

  @Test func `a subscription is restored from its offset`() throws {
    var stage = try subscribed()
    stage.receive(room: "mlb", 6)
    stage.closed()
    stage.pass(.seconds(1))
    _ = stage.take()
    stage.opened()
    #expect(
      stage.take().last
        == #"send subscribe s2 {"channel":"mlb","since":{"epoch":"00000000000000aa","offset":6}} on 2"#)
    confirm(&stage, 2, 8)
    for offset in [7, 8, 9] { stage.receive(room: "mlb", offset) }
    #expect(
      stage.take() == [
        "subscribed 1 at 8, recovered", "deliver news #7 {} to [1]", "deliver news #8 {} to [1]",
        "deliver news #9 {} to [1]",
      ])
  }

  @Test func `a gap is told for what has not been seen, and only for that`() throws {
    var stage = try reconnected()
    confirm(&stage, 2, 20, #","gap":{"from":6,"to":15,"reason":"history_expired"}"#)
    #expect(stage.take() == ["subscribed 1 at 20, recovered", "gap 1 6-15 history_expired"])
    stage.receive(room: "mlb", 15)
    stage.receive(room: "mlb", 16)
    #expect(stage.take() == ["deliver news #16 {} to [1]"])
    stage = try reconnected()
    confirm(&stage, 2, 20, #","gap":{"from":2,"to":5,"reason":"history_expired"}"#)
    #expect(stage.take() == ["subscribed 1 at 20, recovered"])
  }

  @Test func `a new epoch is a gap of unknown size, and its numbers begin anew`() throws {
    for (gap, first) in [(#","gap":{"from":1,"to":2,"reason":"epoch_changed"}"#, 3), ("", 1)] {
      var stage = try reconnected()
      confirm(&stage, 2, 4, gap, epoch: "00000000000000bb")
      #expect(stage.take().last == "gap 1 1-\(first - 1) epoch_changed")
      stage.receive(room: "mlb", 9)
      stage.receive(room: "mlb", first, epoch: "00000000000000bb")
      #expect(stage.take() == ["deliver news #\(first) {} to [1]"])
    }
  }

  @Test func `a server that has lost messages is believed`() throws {
    var stage = try reconnected()
    confirm(&stage, 2, 3, #","gap":{"from":4,"to":5,"reason":"offset_unknown"}"#)
    stage.receive(room: "mlb", 4)
    #expect(
      stage.take() == ["subscribed 1 at 3, recovered", "gap 1 4-5 offset_unknown", "deliver news #4 {} to [1]"])
    stage = try reconnected()
    confirm(&stage, 2, 3)
    #expect(stage.take().last == "gap 1 4-5 offset_unknown")
  }

  @Test func `what the server dropped is told`() throws {
    var stage = try subscribed()
    stage.receive("messages_dropped", id: "", #"{"channel":"mlb","count":2,"from":6,"to":9}"#)
    stage.receive("messages_dropped", id: "", #"{"channel":"nba","count":2,"from":6,"to":9}"#)
    stage.receive("messages_dropped", id: "", #"{"channel":"mlb"}"#)
    #expect(stage.take() == ["gap 1 6-9 dropped"])
  }

  @Test func `a refusal ends the subscription`() throws {
    var stage = Stage.connected()
    _ = try subscribe(&stage, "nowhere")
    _ = try subscribe(&stage, "elsewhere")
    _ = stage.take()
    stage.receive(
      "subscription_error", id: "s1", #"{"code":"UNKNOWN_ROOM","message":"there is no room","recoverable":true}"#)
    stage.receive("error", id: "s2", #"{"code":"NO","recoverable":false}"#)
    stage.receive("subscription_error", id: "s1", "{}")
    #expect(
      stage.take() == [
        "refused 1: the server answered UNKNOWN_ROOM: there is no room", "refused 2: the server answered NO",
      ])
    #expect(stage.session.load.subscriptions == 0)
  }

  @Test func `a second subscription with the same filter costs the server nothing`() throws {
    var stage = try subscribed()
    stage.receive(room: "mlb", 6)
    let second = try subscribe(&stage)
    #expect(stage.take() == ["deliver news #6 {} to [1]", "subscribed \(second.rawValue) at 6"])
    stage.receive(room: "mlb", 7)
    #expect(stage.take() == ["deliver news #7 {} to [1, 2]"])
    stage.tell { $0.unsubscribe(SubscriptionID(rawValue: 1), at: $1, into: &$2) }
    stage.receive(room: "mlb", 8)
    #expect(stage.take() == ["deliver news #8 {} to [2]"])
    stage.tell { $0.unsubscribe(second, at: $1, into: &$2) }
    #expect(stage.take() == [#"send unsubscribe u2 {"channel":"mlb"} on 1"#])
    stage.receive("unsubscribed", id: "u2")
    stage.tell { $0.unsubscribe(second, at: $1, into: &$2) }
    #expect(stage.take() == [])
  }

  @Test func `subscriptions that want different messages share one, and each gets its own`() throws {
    var stage = Stage.connected()
    _ = try subscribe(&stage, filters: #"{"team":"A"}"#)
    confirm(&stage, 1, 5)
    stage.receive(room: "mlb", 6, #"{"team":"A"}"#)
    _ = stage.take()
    _ = try subscribe(&stage, filters: #"{"team":"B"}"#)
    #expect(
      stage.take() == [
        #"send unsubscribe u2 {"channel":"mlb","filters":{"team":"A"}} on 1"#,
        #"send subscribe s3 {"channel":"mlb","since":{"epoch":"00000000000000aa","offset":6}} on 1"#,
      ])
    confirm(&stage, 3, 6)
    _ = stage.take()
    stage.receive(room: "mlb", 7, #"{"team":"A"}"#)
    stage.receive(room: "mlb", 8, #"{"team":"B"}"#)
    stage.receive(room: "mlb", 9, #"{"team":"C"}"#)
    #expect(stage.take() == [#"deliver news #7 {"team":"A"} to [1]"#, #"deliver news #8 {"team":"B"} to [2]"#])
  }

  @Test func `a subscription that begins earlier gets what the others have seen`() throws {
    var stage = try subscribed()
    stage.receive(room: "mlb", 6)
    _ = stage.take()
    _ = try subscribe(&stage, since: SubscribeSince(epoch: Stage.epoch, offset: 4))
    #expect(stage.take().last?.contains(#""offset":4"#) == true)
    confirm(&stage, 3, 6)
    for offset in 5...7 { stage.receive(room: "mlb", offset) }
    #expect(
      stage.take().suffix(3) == [
        "deliver news #5 {} to [2]", "deliver news #6 {} to [2]", "deliver news #7 {} to [1, 2]",
      ])
  }

  @Test func `a server without offsets is taken as it is`() throws {
    var stage = Stage.connected()
    _ = try subscribe(&stage)
    stage.receive("subscription_confirmed", id: "s1", "{}")
    #expect(stage.take().count == 1)
    stage.receive("news", id: "")
    #expect(stage.take() == ["deliver news {} to []"])
  }

  @Test func `a confirmation that repeats no id is for the room that it names`() throws {
    var stage = Stage.connected(.test { $0.dialect = .rooms })
    _ = try subscribe(&stage)
    #expect(stage.sent.last?.contains(#""subscription_type":"mlb""#) == true)
    let place = #""epoch":"\#(Stage.epoch)","offset":3"#
    stage.receive(#"{"type":"subscription_confirmed","data":{"subscription_type":"nba",\#(place)}}"#)
    stage.receive(#"{"type":"subscription_confirmed","data":{"subscription_type":"mlb",\#(place)}}"#)
    stage.receive(#"{"type":"subscription_confirmed","data":{"subscription_type":"mlb",\#(place)}}"#)
    stage.receive(#"{"type":"subscription_confirmed","data":{}}"#)
    stage.receive(#"{"type":"odds","data":{"x":1},"room":"mlb","epoch":"\#(Stage.epoch)","offset":4}"#)
    #expect(stage.take().dropFirst() == ["subscribed 1 at 3", #"deliver odds #4 {"x":1} to [1]"#])
  }

  @Test func `a subscription that reaches back gets nothing before its replay, and the others no hole`() throws {
    var stage = try subscribed()
    stage.receive(room: "mlb", 6)
    _ = try subscribe(&stage, since: SubscribeSince(epoch: Stage.epoch, offset: 4))
    _ = stage.take()
    stage.receive(room: "mlb", 7)
    #expect(stage.take() == ["deliver news #7 {} to [1]"])
    confirm(&stage, 3, 7)
    for offset in 5...8 { stage.receive(room: "mlb", offset) }
    #expect(
      stage.take().filter { $0.hasPrefix("deliver") } == [
        "deliver news #5 {} to [2]", "deliver news #6 {} to [2]", "deliver news #7 {} to [2]",
        "deliver news #8 {} to [1, 2]",
      ])
  }

  @Test func `a gap that was told to a question of before is told again`() throws {
    var stage = try reconnected()
    _ = try subscribe(&stage, since: SubscribeSince(epoch: Stage.epoch, offset: 4))
    _ = stage.take()
    // The answer to the first question is void, and so is what follows it.
    confirm(&stage, 2, 12, #","gap":{"from":6,"to":10,"reason":"history_too_short"}"#)
    stage.receive(room: "mlb", 11)
    #expect(stage.take() == [])
    confirm(&stage, 4, 12, #","gap":{"from":5,"to":10,"reason":"history_too_short"}"#)
    stage.receive(room: "mlb", 11)
    #expect(
      stage.take() == [
        "subscribed 1 at 12, recovered", "gap 1 6-10 history_too_short",
        "subscribed 2 at 12, recovered", "gap 2 5-10 history_too_short", "deliver news #11 {} to [1, 2]",
      ])
  }

  @Test func `each subscription of a room resumes where the last run ended`() throws {
    let place = SubscribeSince(epoch: Stage.epoch, offset: 5)
    var stage = Stage(.test, memory: SessionMemory(clientID: "me", positions: ["mlb": place]))
    _ = try subscribe(&stage, filters: #"{"k":1}"#, resumes: true)
    stage.open()
    confirm(&stage, 1, 6)
    stage.receive(room: "mlb", 6, #"{"k":1}"#)
    _ = try subscribe(&stage, filters: #"{"k":2}"#, resumes: true)
    confirm(&stage, 3, 7)
    _ = stage.take()
    stage.receive(room: "mlb", 6, #"{"k":1}"#)
    stage.receive(room: "mlb", 7, #"{"k":2}"#)
    #expect(stage.take() == [#"deliver news #7 {"k":2} to [2]"#])
  }

  @Test func `who begins in another life of the room is told that all of it is lost`() throws {
    var stage = try subscribed()
    _ = try subscribe(&stage, since: SubscribeSince(epoch: "another", offset: 90))
    #expect(stage.take().last?.contains(#""offset":0"#) == true)
    stage.receive(room: "mlb", 6)
    confirm(&stage, 3, 6, #","gap":{"from":1,"to":4,"reason":"history_too_short"}"#)
    stage.receive(room: "mlb", 5)
    stage.receive(room: "mlb", 6)
    #expect(
      stage.take() == [
        "deliver news #6 {} to [1]", "subscribed 1 at 6, recovered", "subscribed 2 at 6, recovered",
        "gap 2 1-4 epoch_changed", "deliver news #5 {} to [2]", "deliver news #6 {} to [2]",
      ])
  }

  @Test func `a subscription that nobody answers is told once for each question`() throws {
    var stage = Stage.connected(.test { $0.heartbeat.interval = .seconds(600) })
    _ = try subscribe(&stage)
    stage.pass(.seconds(10))
    _ = try subscribe(&stage, "nba")
    _ = stage.take()
    stage.pass(.seconds(20))
    #expect(stage.take() == ["note unanswered"])
    confirm(&stage, 1, 5)
    stage.pass(.seconds(9))
    #expect(stage.take() == ["subscribed 1 at 5, recovered"])
    stage.pass(.seconds(100))
    #expect(stage.take() == ["note unanswered"])
    stage.closed()
    stage.pass(.seconds(1))
    stage.opened()
    confirm(&stage, 3, 5)
    confirm(&stage, 4, 5)
    _ = stage.take()
    stage.pass(.seconds(100))
    #expect(stage.take() == [])
  }

  @Test func `bad filters and too many subscriptions are the caller's error`() throws {
    var stage = Stage.connected(.test { $0.maximumSubscriptions = 1 })
    #expect(throws: SessionError.self) { try subscribe(&stage, filters: "[1]") }
    #expect(throws: SessionError.self) { try subscribe(&stage, filters: "{") }
    _ = try subscribe(&stage)
    #expect(throws: SessionError.tooManySubscriptions(limit: 1)) { try subscribe(&stage) }
  }

  @Test(arguments: [Dialect.v2, .rooms, .structured])
  func `a batch is its messages, and what was left out counts as seen`(dialect: Dialect) throws {
    var stage = Stage.connected(.test { $0.dialect = dialect })
    _ = try subscribe(&stage)
    let place = #""epoch":"\#(Stage.epoch)""#
    let header = #""timestamp":"2025-08-15T10:00:00Z","ts":1,"correlationId":"","request_id":"s1","version":"2.0""#
    let key = dialect == .rooms ? "data" : "payload"
    let content = #"{"channel":"mlb",\#(place),"offset":5}"#
    stage.receive(
      dialect == .structured
        ? #"{"type":"subscription_confirmed",\#(header),"channel":"mlb",\#(place),"offset":5}"#
        : #"{"type":"subscription_confirmed",\#(header),"\#(key)":\#(content)}"#.replacing(
          #""correlationId":"""#, with: #""correlationId":"s1""#))
    let meta = #""room":"mlb",\#(place),"offset":"#
    let messages = [6, 8].map { offset in
      switch dialect {
      case .v2: #"{"type":"news",\#(header),"payload":{"x":\#(offset)},"meta":{\#(meta)\#(offset)}}"#
      case .rooms: #"{"type":"news","data":{"x":\#(offset)},\#(meta)\#(offset)}"#
      default: #"{"type":"news","x":\#(offset),\#(meta)\#(offset)}"#
      }
    }.joined(separator: ",")
    let batch = #""channel":"mlb",\#(place),"offset":9,"messages":[\#(messages)]"#
    _ = stage.take()
    stage.receive(
      dialect == .structured
        ? #"{"type":"batch",\#(header),\#(batch)}"# : #"{"type":"batch",\#(header),"\#(key)":{\#(batch)}}"#)
    let log = stage.take()
    #expect(log.count == 2 && log[0].hasPrefix("deliver news #6") && log[1].hasPrefix("deliver news #8"))
    #expect(stage.session.memory.positions["mlb"]?.offset == 9)
  }

  @Test func `positions outlive the program`() throws {
    var stage = try subscribed()
    stage.receive(room: "mlb", 6)
    let memory = stage.session.memory
    #expect(memory.positions == ["mlb": SubscribeSince(epoch: Stage.epoch, offset: 6)])
    #expect(SessionMemory(json: memory.json) == memory)
    for bytes in ["", "[]", "{}", #"{"clientId":1}"#, #"{"clientId":"a","positions":{"r":{"epoch":"x"}}}"#] {
      #expect(SessionMemory(json: Array(bytes.utf8)) == nil)
    }
    var next = Stage(.test, memory: memory)
    #expect(next.session.clientID == "me")
    #expect(next.session.memory == memory)
    _ = try subscribe(&next, resumes: true)
    next.open()
    #expect(next.sent.last?.contains(#""offset":6"#) == true)
    next.tell { $0.unsubscribe(SubscriptionID(rawValue: 1), at: $1, into: &$2) }
    #expect(next.session.memory == memory)
  }
}
