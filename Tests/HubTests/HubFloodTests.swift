import TautEnvelope
import TautRooms
import TautTesting
import Testing

@testable import TautHub

/// Clients that ask for more than their share: refused or bounded, and the others are served on.
@Suite struct HubFloodTests {
  private static func list(_ count: Int) -> String { (0..<count).map { "\($0)" }.joined(separator: ",") }

  // MARK: The rate

  @Test(arguments: [
    ("subscribe", #"{"channel":"mlb","filters":{"a":[\#(list(256))]}}"#),
    ("subscribe", #"{"channel":"mlb","filters":{"a":[\#(list(16))],"b":[\#(list(16))]}}"#),
    ("subscribe", #"{"channel":"mlb","filters":{"a":{"between":1}}}"#),
    ("subscribe", #"{"channel":"mlb","since":{"epoch":"0","offset":0}}"#),
    ("subscribe", #"{"channel":"room.*"}"#),
    ("subscribe", #"{"channel":"room.*","filters":{"a":[1,2,3,4,5,6,7,8]}}"#),
    ("get_props", #"{"a":[\#(list(256))]}"#),
    ("get_props", #"{"a":{"between":1}}"#),
    ("snapshot_request", #"{"channel":"mlb"}"#),
    ("snapshot_request", #"{"channel":"mlb","key":"other"}"#),
    ("snapshot_request", #"{"channel":"mlb","filters":{"a":{"between":1}}}"#),
    ("state_sync", #"{"channel":"mlb","epoch":"0","offset":0,"checksum":"0"}"#),
  ])
  func `a request that makes the server work counts as several messages`(type: String, payload: String) {
    var cluster = HubCluster {
      $0.rateLimit = 10; $0.rateBurst = 3
    }
    for number in 0..<48 { cluster.publish("{}", to: "room.\(number)") }
    for number in 0..<1_000 { cluster.publish(#"{"id":\#(number)}"#, to: "mlb") }
    let (busy, waiting, other) = (cluster.open(), cluster.open(), cluster.open())
    for client in [busy, waiting] { cluster.request(type, payload, from: client) }
    cluster.settle()
    #expect(!cluster.take(busy).isEmpty && cluster.transports[busy]?.closed == nil)
    for _ in 0..<2 { cluster.request("ping", from: busy) }
    #expect(cluster.transports[busy]?.closed?.code == 4429)
    #expect(cluster.ask("ping", from: other)?.type == "pong")
    // Who takes its time is served.
    cluster.advance(by: .seconds(60))
    #expect(cluster.ask("ping", from: waiting)?.type == "pong")
  }

  @Test func `usual requests count as one message each`() {
    var cluster = HubCluster {
      $0.rateLimit = 10; $0.rateBurst = 6
    }
    for number in 0..<10 { cluster.publish("{}", to: "odds.\(number)") }
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb","filters":{"sport":"MLB","min_odds":2}}"#, from: client)
    cluster.request("subscribe", #"{"channel":"odds.*"}"#, from: client)
    cluster.request("subscribe", #"{"channel":"nba","since":{"epoch":"0","offset":0}}"#, from: client)
    cluster.request("get_props", "{}", from: client)
    cluster.request("presence", #"{"channel":"mlb"}"#, from: client)
    cluster.request("unsubscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(cluster.transports[client]?.closed == nil)
    cluster.request("ping", from: client)
    #expect(cluster.transports[client]?.closed?.code == 4429)
  }

  @Test func `without a rate nothing is counted`() {
    var cluster = HubCluster { $0.rateLimit = 0 }
    let client = cluster.open()
    for _ in 0..<1_000 { cluster.request("snapshot_request", #"{"channel":"mlb"}"#, from: client) }
    #expect(cluster.transports[client]?.closed == nil)
  }

  @Test(arguments: ["mlb", "odds.*", "mlb\u{0}", "nowhere"])
  func `a flood of subscriptions ends at the rate, and others do not feel it`(channel: String) {
    var cluster = HubCluster()
    for number in 0..<10 { cluster.publish("{}", to: "odds.\(number)") }
    let (flooder, other) = (cluster.open(), cluster.open())
    _ = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"sport":"MLB"}}"#, from: other)
    for number in 0..<3_000 where cluster.transports[flooder]!.closed == nil {
      cluster.request("subscribe", #"{"channel":"\#(channel)","filters":{"player":\#(number)}}"#, from: flooder)
    }
    #expect(cluster.transports[flooder]?.closed?.code == 4429)
    cluster.settle()
    _ = cluster.take(other)
    cluster.publish(#"{"sport":"MLB"}"#, to: "mlb")
    cluster.settle()
    #expect(cluster.take(other).map(\.type) == ["odds_update"])
    #expect(cluster.hubs[0].subscriptions.count == 1 && cluster.hubs[0].patterns.count == 0)
    #expect(cluster.hubs[0].capacityUsed == 1)
  }

  // MARK: What is kept

  @Test func `lists beside each other count with their ways through the index`() throws {
    var cluster = HubCluster { $0.filterValuesPerConnection = 300 }
    let client = cluster.open()
    let filter = #"{"a":[\#(Self.list(16))],"b":[\#(Self.list(16))]"#
    let first = cluster.ask("subscribe", #"{"channel":"mlb","filters":\#(filter)}}"#, from: client)
    #expect(first?.type == "subscription_confirmed")
    let second = cluster.ask("subscribe", #"{"channel":"mlb","filters":\#(filter),"c":1}}"#, from: client)
    #expect(second?.code == "TOO_MANY_SUBSCRIPTIONS")
    #expect(second?.text("payload.message") == "the filters would have 512 values and the limit is 300")
  }

  @Test func `the server holds so many subscriptions, whosever they are`() {
    var cluster = HubCluster { $0.subscriptionCapacity = 4 }
    cluster.publish("{}", to: "odds.mlb")
    cluster.publish("{}", to: "odds.nba")
    let clients = (0..<2).map { _ in cluster.open() }
    _ = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"player":["1","2"]}}"#, from: clients[0])
    _ = cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: clients[1])
    let refused = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"player":["1","2"]}}"#, from: clients[1])
    #expect(refused?.code == "TOO_MANY_SUBSCRIPTIONS")
    #expect(
      refused?.text("payload.message") == "the server holds as many subscriptions and values of filters as it may")
    _ = cluster.take(clients[1])
    // One of the rooms still fits; that the other does not is told.
    _ = cluster.ask("subscribe", #"{"channel":"odds.*"}"#, from: clients[1])
    #expect(
      cluster.take(clients[1]).map(\.type) == ["subscription_confirmed", "subscription_room", "subscription_error"])
    cluster.close(clients[0])
    #expect(cluster.hubs[0].capacityUsed == 2)
    #expect(cluster.ask("subscribe", #"{"channel":"nba"}"#, from: clients[1])?.type == "subscription_confirmed")
  }

  @Test func `a pattern that thousands have leaves nothing behind`() {
    var cluster = HubCluster()
    for number in 0..<3 { cluster.publish("{}", to: "odds.\(number)") }
    let clients = (0..<1_000).map { _ in cluster.open() }
    for client in clients {
      cluster.request("subscribe", #"{"channel":"odds.*","options":{"presence":true}}"#, from: client)
    }
    cluster.publish("{}", to: "odds.new")
    #expect(cluster.hubs[0].subscriptions.count == 4_000 && cluster.hubs[0].patternIndex.count == 1_000)
    for client in clients { cluster.close(client) }
    #expect(cluster.hubs[0].subscriptions.count == 0 && cluster.hubs[0].patternIndex.count == 0)
    #expect(cluster.hubs[0].patternsOf.isEmpty && cluster.hubs[0].capacityUsed == 0)
  }

  @Test(arguments: [
    "*", "**", "*.mlb", "a*", "a.**.b", "a.*.*.*.*.*", "a." + String(repeating: "b.", count: 15) + "*",
    String(repeating: "a", count: 127) + ".*", "a.\u{e9}.*",
  ])
  func `a pattern that would cover too much, or is none, is refused by its rule`(pattern: String) {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"\#(pattern)"}"#, from: client)
    #expect(answer?.type == "subscription_error" && answer?.code == "UNKNOWN_ROOM")
    #expect(answer?.text("payload.message")?.isEmpty == false)
    #expect(cluster.hubs[0].patterns.count == 0)
  }

  // MARK: Filters

  @Test(arguments: [
    String(repeating: #"{"not":"#, count: 9) + "{}" + String(repeating: "}", count: 9),
    String(repeating: #"{"and":["#, count: 9) + "{}" + String(repeating: "]}", count: 9),
    #"{"a":[\#(list(257))]}"#,
    #"{"a":"\#(String(repeating: "x", count: 300))"}"#,
    "{" + (0..<17).map { #""f\#($0)":1"# }.joined(separator: ",") + "}",
    #"{"or":[\#((0..<65).map { #"{"f\#($0)":1}"# }.joined(separator: ","))]}"#,
    #"{"and":[\#((0..<7).map { #"{"or":[{"a\#($0)":1},{"b\#($0)":1}]}"# }.joined(separator: ","))]}"#,
    #"{"or":[\#((0..<257).map { _ in "{}" }.joined(separator: ","))]}"#,
  ])
  func `a filter that is too deep or too large is refused, and the connection stays open`(filter: String) {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","filters":\#(filter)}"#, from: client)
    #expect(answer?.code == "INVALID_FILTERS" && answer?.text("payload.message")?.contains("limit") == true)
    #expect(cluster.ask("ping", from: client)?.type == "pong")
  }

  @Test func `JSON that is too deep is refused as JSON`() {
    var cluster = HubCluster()
    let client = cluster.open()
    let filter = String(repeating: #"{"and":["#, count: 5_000) + "{}" + String(repeating: "]}", count: 5_000)
    cluster.send(HubCluster.envelope("subscribe", #"{"channel":"mlb","filters":\#(filter)}"#, id: "1"), from: client)
    #expect(cluster.ask("ping", from: client)?.type == "pong")
    #expect(cluster.take(client).first?.code == "INVALID_JSON")
  }

  // MARK: A room that is flooded

  @Test func `a flood of publications costs a room its bounds, a silent reader its connection, and others nothing`() {
    var cluster = HubCluster { $0.backlogLimit = 64 << 10 }
    let (silent, reader) = (cluster.open(), cluster.open())
    for client in [silent, reader] { _ = cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client) }
    cluster.transports[silent]!.isBlocked = true
    _ = cluster.take(reader)
    let filler = String(repeating: "x", count: 1_000)
    var seen = 0
    for number in 0..<5_000 {
      cluster.publish(#"{"id":\#(number),"text":"\#(filler)"}"#, to: "mlb", id: "id-\(number)")
      if number % 10 == 9 {
        cluster.flush(silent)
        cluster.flush(reader)
        seen += cluster.take(reader).count
      }
    }
    #expect(seen == 5_000)
    #expect(cluster.transports[silent]?.closed?.code == 4508)
    let room = cluster.hubs[0].rooms().first { $0.name.text == "mlb" }
    #expect(room?.historyCount ?? .max <= 1_000 && room?.historyBytes ?? .max <= 1 << 20)
    let state = cluster.hubs[0].roomTable[cluster.hubs[0].roomNumbers[try! RoomName("mlb")]!].states[0]
    #expect(state.count <= 1_000 && state.bytes <= 512 << 10)
  }

  @Test func `what each of thousands of keys amounts to is bounded, however they are chosen`() {
    var cluster = HubCluster()
    let client = cluster.open()
    let payload = "{" + (0..<5_000).map { #""key-\#($0)":\#($0)"# }.joined(separator: ",") + #","id":1,"id":2}"#
    _ = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"key-4999":4999,"id":2}}"#, from: client)
    cluster.publish(payload, to: "mlb")
    cluster.settle()
    #expect(cluster.take(client).last?.type == "odds_update")
    let number = cluster.hubs[0].roomNumbers[try! RoomName("mlb")]!
    #expect(cluster.hubs[0].roomTable[number].index.examined < 10)
  }
}
