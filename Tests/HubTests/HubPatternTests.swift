import TautEnvelope
import TautHub
import TautRooms
import TautTesting
import Testing

@Suite struct HubPatternTests {
  private static let rooms = ["odds.mlb", "odds.nba", "odds.mlb.live", "scores.mlb"]

  private func cluster(loops: Int = 1, configure: (inout HubConfiguration) -> Void = { _ in }) -> HubCluster {
    HubCluster(loops: loops) {
      $0.rooms = Self.rooms
      configure(&$0)
    }
  }

  @Test(arguments: 1...3)
  func `a pattern delivers from each room that it covers, by the room's name`(loops: Int) {
    var cluster = cluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    cluster.request("subscribe", #"{"channel":"odds.*","filters":{"min_n":1}}"#, from: client)
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages[0].type == "subscription_confirmed")
    #expect(messages[0].raw("payload") == #"{"channel":"odds.*","subscription":"s1","rooms":["odds.mlb","odds.nba"]}"#)
    #expect(messages.dropFirst().map(\.type) == ["subscription_room", "subscription_room"])
    #expect(Set(messages.dropFirst().map { $0.text("payload.channel") }) == ["odds.mlb", "odds.nba"])
    #expect(messages.dropFirst().allSatisfy { $0.text("payload.pattern") == "odds.*" })
    #expect(messages.dropFirst().allSatisfy { $0.boolean("payload.recovered") == false })
    for (number, room) in Self.rooms.enumerated() {
      cluster.publish(#"{"n":\#(number)}"#, to: room)
      cluster.publish(#"{"n":1}"#, to: room)
    }
    cluster.settle()
    let got = cluster.take(client)
    #expect(got.compactMap(\.room).sorted() == ["odds.mlb", "odds.nba", "odds.nba"])
    #expect(got.filter { $0.room == "odds.mlb" }.map(\.offset) == [2])
  }

  @Test(arguments: 1...3)
  func `a room that comes into being is covered from its first publication on`(loops: Int) {
    var cluster = cluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    _ = cluster.ask("subscribe", #"{"channel":"odds.**"}"#, from: client)
    _ = cluster.take(client)
    for room in ["odds.nhl", "odds.nhl.live", "scores.nhl"] {
      cluster.publish("1", to: room)
      cluster.publish("2", to: room)
    }
    cluster.settle()
    cluster.publish("3", to: "odds.nhl")
    cluster.settle()
    let messages = cluster.take(client)
    let announced = messages.filter { $0.type == "subscription_room" }
    #expect(announced.compactMap { $0.text("payload.channel") }.sorted() == ["odds.nhl", "odds.nhl.live"])
    #expect(announced.allSatisfy { $0.boolean("payload.recovered") == true && $0.raw("payload.gap") == nil })
    #expect(messages.filter { $0.room == "odds.nhl" }.map(\.offset) == [1, 2, 3])
    #expect(messages.filter { $0.room == "odds.nhl.live" }.map(\.offset) == [1, 2])
    #expect(messages.filter { $0.room == "scores.nhl" }.isEmpty)
  }

  @Test(arguments: 1...3)
  func `each room recovers from where the client was in it`(loops: Int) {
    var cluster = cluster(loops: loops) { $0.history.count = 2 }
    var epochs: [String: String] = [:]
    for room in ["odds.mlb", "odds.nba"] {
      for number in 1...4 {
        let token = cluster.publish("\(number)", to: room)
        cluster.settle()
        epochs[room] = "\(cluster.published[token]!.epoch)"
      }
    }
    let client = cluster.open()
    let since =
      #"{"rooms":{"odds.mlb":{"epoch":"\#(epochs["odds.mlb"]!)","offset":3},"#
      + #""odds.nba":{"epoch":"\#(epochs["odds.nba"]!)","offset":1},"no room":{}}}"#
    cluster.request("subscribe", #"{"channel":"odds.*","since":\#(since)}"#, from: client)
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.filter { $0.room == "odds.mlb" }.map(\.offset) == [4])
    #expect(messages.filter { $0.room == "odds.nba" }.map(\.offset) == [3, 4])
    let gap = messages.first { $0.text("payload.channel") == "odds.nba" }
    #expect(gap?.raw("payload.gap") == #"{"from":2,"to":2,"reason":"history_expired"}"#)
    #expect(messages.first { $0.text("payload.channel") == "odds.mlb" }?.boolean("payload.recovered") == true)
  }

  @Test func `a connection gets a publication once, by name and by pattern`() {
    var cluster = cluster()
    let client = cluster.open()
    for channel in ["odds.mlb", "odds.*", "odds.**"] {
      _ = cluster.ask("subscribe", #"{"channel":"\#(channel)"}"#, from: client)
    }
    _ = cluster.take(client)
    cluster.publish("1", to: "odds.mlb")
    cluster.settle()
    #expect(cluster.take(client).count == 1)
    let status = cluster.ask("status", from: client)
    #expect(status?.text("payload.subscriptions.1.channel") == "odds.*")
    #expect(status?.text("payload.subscriptions.2.subscription") == "s3")
  }

  @Test(arguments: [#"{"channel":"odds.*"}"#, #"{"subscription":"s1"}"#])
  func `who unsubscribes from a pattern gets nothing more of its rooms`(payload: String) {
    var cluster = cluster(loops: 2)
    let client = cluster.open()
    _ = cluster.ask("subscribe", #"{"channel":"odds.*","filters":{"n":1}}"#, from: client)
    let answer = cluster.ask("unsubscribe", payload, from: client)
    #expect(answer?.raw("payload") == #"{"channel":"odds.*","subscriptions":["s1"]}"#)
    _ = cluster.take(client)
    for room in Self.rooms + ["odds.new"] { cluster.publish(#"{"n":1}"#, to: room) }
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
    #expect(cluster.hubs.allSatisfy { $0.status().subscriptions == 0 })
    #expect(cluster.ask("unsubscribe", payload, from: client)?.raw("payload.subscriptions") == "[]")
  }

  @Test func `another filter of the same pattern is another subscription`() {
    var cluster = cluster()
    let client = cluster.open()
    for filter in [#"{"n":1}"#, #"{"n":2}"#] {
      _ = cluster.ask("subscribe", #"{"channel":"odds.*","filters":\#(filter)}"#, from: client)
    }
    let one = cluster.ask("unsubscribe", #"{"channel":"odds.*","filters":{"n":2}}"#, from: client)
    #expect(one?.raw("payload.subscriptions") == #"["s2"]"#)
    let none = cluster.ask("unsubscribe", #"{"channel":"odds.*","filters":{"n":3}}"#, from: client)
    #expect(none?.raw("payload.subscriptions") == "[]")
  }

  @Test func `subscribing again is the same subscription, with the new options`() {
    var cluster = cluster()
    let client = cluster.open()
    _ = cluster.ask("subscribe", #"{"channel":"odds.*"}"#, from: client)
    let again = cluster.ask("subscribe", #"{"channel":"odds.*","options":{"batchSize":2}}"#, from: client)
    #expect(again?.raw("payload") == #"{"channel":"odds.*","subscription":"s1","rooms":["odds.mlb","odds.nba"]}"#)
    _ = cluster.take(client)
    cluster.publish("1", to: "odds.nba")
    cluster.publish("2", to: "odds.nba")
    cluster.publish("1", to: "odds.new")
    cluster.publish("2", to: "odds.new")
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["batch", "subscription_room", "batch"])
  }

  @Test func `a route may subscribe to a pattern without telling`() {
    var cluster = cluster()
    let client = cluster.open()
    cluster.subscribe(client, to: #"{"channel":"odds.*"}"#, isTold: false)
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["subscription_room", "subscription_room"])
  }

  @Test(arguments: [
    ("*", "UNKNOWN_ROOM", "a room pattern begins with a segment without a wildcard, as odds.* does"),
    (
      "odds.m*", "UNKNOWN_ROOM",
      "a wildcard of a room pattern stands alone between dots: * for one segment, ** for the rest"
    ),
    ("odds.**", "TOO_MANY_SUBSCRIPTIONS", "the pattern covers more than the limit of 2 rooms"),
  ])
  func `a pattern that is too wide is refused`(pattern: String, code: String, sentence: String) {
    var cluster = cluster { $0.roomsPerPattern = 2 }
    let answer = cluster.ask("subscribe", #"{"channel":"\#(pattern)"}"#, from: cluster.open())
    #expect(answer?.type == "subscription_error" && answer?.code == code)
    #expect(answer?.text("payload.message") == sentence)
  }

  @Test func `a connection has so many patterns`() {
    var cluster = cluster { $0.patternsPerConnection = 1 }
    let client = cluster.open()
    #expect(cluster.ask("subscribe", #"{"channel":"odds.*"}"#, from: client)?.type == "subscription_confirmed")
    let answer = cluster.ask("subscribe", #"{"channel":"scores.*"}"#, from: client)
    #expect(answer?.text("payload.message") == "the limit of 1 wildcard subscriptions is reached")
    _ = cluster.ask("unsubscribe", #"{"channel":"odds.*"}"#, from: client)
    #expect(cluster.ask("subscribe", #"{"channel":"scores.*"}"#, from: client)?.type == "subscription_confirmed")
  }

  @Test func `rooms beyond the limit are not covered, and that is told once`() {
    var cluster = cluster { $0.roomsPerPattern = 3 }
    let client = cluster.open()
    _ = cluster.ask("subscribe", #"{"channel":"odds.*"}"#, from: client)
    _ = cluster.take(client)
    for room in ["odds.a", "odds.b", "odds.c"] { cluster.publish("1", to: room) }
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.map(\.type) == ["subscription_room", "odds_update", "subscription_error"])
    #expect(messages[2].text("payload.channel") == "odds.*")
    #expect(messages[2].text("payload.message") == "the pattern covers more than the limit of 3 rooms")
  }

  @Test func `each room costs what the filter holds`() {
    var cluster = cluster { $0.filterValuesPerConnection = 3 }
    let client = cluster.open()
    _ = cluster.ask("subscribe", #"{"channel":"odds.*","filters":{"n":[1,2]}}"#, from: client)
    let messages = cluster.take(client)
    #expect(messages.map(\.type) == ["subscription_confirmed", "subscription_room", "subscription_error"])
    #expect(messages[2].text("payload.message") == "the filters would have 4 values and the limit is 3")
  }

  @Test(arguments: [
    (#"{"rooms":{"odds.mlb":{}}}"#, "since.epoch is missing"), (#"{"rooms":1}"#, "since.rooms is not an object"),
    (
      #"{"rooms":{"a":{"epoch":"e","offset":1},"b":{"epoch":"e","offset":1},"c":{"epoch":"e","offset":1}}}"#,
      "since.rooms has more members than the limit of 2"
    ),
  ])
  func `a place in the rooms that is none is refused`(since: String, sentence: String) {
    var cluster = cluster { $0.roomsPerPattern = 2 }
    let answer = cluster.ask("subscribe", #"{"channel":"odds.*","since":\#(since)}"#, from: cluster.open())
    #expect(answer?.code == "INVALID_PAYLOAD" && answer?.text("payload.message") == sentence)
  }

  @Test func `who is in a room by a pattern is there`() {
    var cluster = cluster(loops: 2)
    let client = cluster.open(on: 1, as: HubClient(id: "c", dialect: .v2, user: "ana"))
    _ = cluster.ask("subscribe", #"{"channel":"odds.*","options":{"presence":true}}"#, from: client)
    #expect(cluster.take(client).filter { $0.type == "presence" }.count == 2)
    let asker = cluster.open()
    #expect(cluster.ask("presence", #"{"channel":"odds.nba"}"#, from: asker)?.text("payload.members.0.user") == "ana")
    cluster.close(client)
    cluster.settle()
    #expect(cluster.ask("presence", #"{"channel":"odds.nba"}"#, from: asker)?.number("payload.count") == 0)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `in random lives nothing of a covered room is missed or comes twice`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var cluster = cluster(loops: 3)
    let client = cluster.open(on: Int.random(in: 0..<3, using: &random))
    _ = cluster.ask("subscribe", #"{"channel":"odds.**"}"#, from: client)
    var published: [String: UInt64] = [:]
    for number in 0..<100 {
      let room = (Self.rooms + ["odds.a", "odds.b", "odds.a.c"]).randomElement(using: &random)!
      cluster.publish("\(number)", to: room, on: Int.random(in: 0..<3, using: &random))
      published[room, default: 0] += 1
      for _ in 0..<Int.random(in: 0..<6, using: &random) {
        cluster.deliverPost(from: Int.random(in: 0..<3, using: &random), to: Int.random(in: 0..<3, using: &random))
      }
    }
    cluster.settle()
    let got = Dictionary(grouping: cluster.take(client).filter { $0.room != nil }, by: { $0.room! })
    for (room, count) in published where room.hasPrefix("odds") {
      #expect(got[room]?.map(\.offset) == (1...count).map { $0 }, "\(room), seed \(seed)")
    }
    #expect(got["scores.mlb"] == nil)
  }
}
