import TautEnvelope
import TautHub
import TautRooms
import TautTesting
import Testing

@Suite struct HubShapingTests {
  /// A cluster in which a client has subscribed to `mlb` with options.
  private func fixture(
    _ options: String, loops: Int = 1, dialect: Dialect = .v2, configure: (inout HubConfiguration) -> Void = { _ in }
  ) -> (HubCluster, HubCluster.Client) {
    var cluster = HubCluster(loops: loops, configure: configure)
    let client = cluster.open(on: loops - 1, as: HubClient(id: "c", dialect: dialect))
    cluster.subscribe(client, to: #"{"channel":"mlb","options":\#(options)}"#)
    cluster.settle()
    _ = cluster.take(client)
    return (cluster, client)
  }

  private func publish(_ numbers: ClosedRange<Int>, in cluster: inout HubCluster) {
    for number in numbers { cluster.publish(#"{"n":\#(number),"key":\#(number % 2)}"#, to: "mlb", id: "p\(number)") }
    cluster.settle()
  }

  @Test(arguments: 1...3)
  func `batches leave when they are full or old, with the range of their offsets`(loops: Int) {
    var (cluster, client) = fixture(#"{"batchSize":3,"batchMs":50}"#, loops: loops)
    publish(1...4, in: &cluster)
    var messages = cluster.take(client)
    #expect(messages.map(\.type) == ["batch"])
    #expect(messages[0].raw("payload.from") == "1" && messages[0].raw("payload.to") == "3")
    #expect(messages[0].number("payload.count") == 3)
    #expect(messages[0].number("payload.messages.2.meta.offset") == 3)
    #expect(messages[0].raw("payload.messages.0.payload") == #"{"n":1,"key":1}"#)
    #expect(messages[0].text("payload.channel") == "mlb" && messages[0].text("payload.subscription") == "s1")
    #expect(messages[0].offset == 3 && messages[0].room == "mlb" && messages[0].text("meta.source") == "server")
    cluster.pass(.milliseconds(49))
    #expect(cluster.take(client).isEmpty)
    cluster.pass(.milliseconds(1))
    messages = cluster.take(client)
    #expect(messages.map(\.offset) == [4] && messages[0].number("payload.count") == 1)
    #expect(cluster.hubs[loops - 1].status().counters.deliveries == 4)
  }

  @Test(arguments: Dialect.allCases)
  func `a batch holds messages of the subscriber's dialect`(dialect: Dialect) {
    var (cluster, client) = fixture(#"{"batchSize":2}"#, dialect: dialect)
    publish(1...2, in: &cluster)
    let batch = cluster.take(client)[0]
    let content = dialect == .v2 ? "payload." : dialect.isNested ? "data." : ""
    #expect(batch.type == "batch")
    #expect(batch.number(content + "to") == 2)
    let member = dialect == .v2 ? "payload.n" : dialect.isNested ? "data.n" : "n"
    #expect(batch.number(content + "messages.1." + member) == 2)
    #expect(batch.number((dialect == .v2 ? "meta." : "") + "offset") == 2)
  }

  @Test func `a throttle lets the latest of each interval pass, and tells how many it left out`() {
    var (cluster, client) = fixture(#"{"throttleMs":1000}"#)
    publish(1...3, in: &cluster)
    #expect(cluster.take(client).map(\.offset) == [1])
    cluster.pass(.milliseconds(999))
    #expect(cluster.take(client).isEmpty)
    cluster.pass(.milliseconds(1))
    #expect(cluster.take(client).map(\.offset) == [3])
    cluster.pass(.seconds(9))
    let told = cluster.take(client)
    #expect(told.map(\.type) == ["messages_suppressed"])
    #expect(told[0].raw("payload.throttled") == "1" && told[0].raw("payload.count") == "1")
    #expect(told[0].raw("payload.from") == "2" && told[0].raw("payload.to") == "2")
    #expect(cluster.hubs[0].status().counters.suppressed == 1)
    cluster.pass(.seconds(60))
    #expect(cluster.take(client).isEmpty)
  }

  @Test func `a throttle with conflate lets the latest of each key pass`() {
    var (cluster, client) = fixture(#"{"throttleMs":1000,"conflate":"key"}"#)
    publish(1...6, in: &cluster)
    cluster.pass(.seconds(1))
    #expect(cluster.take(client).map(\.offset) == [1, 5, 6])
  }

  @Test func `a batch says what was left out of it`() {
    var (cluster, client) = fixture(#"{"batchSize":10,"batchMs":20,"conflate":"key","deduplicate":"key"}"#)
    publish(1...4, in: &cluster)
    cluster.pass(.milliseconds(20))
    let batch = cluster.take(client)[0]
    #expect(batch.number("payload.count") == 2)
    #expect(
      batch.raw("payload.suppressed") == #"{"count":2,"duplicates":2,"superseded":0,"throttled":0,"from":3,"to":4}"#)
  }

  @Test func `what was published twice under one id in two lives is delivered once`() {
    var (cluster, client) = fixture(#"{"deduplicate":true}"#) { $0.rememberedIDs = 0 }
    cluster.publish("1", to: "mlb", id: "a")
    cluster.publish("1", to: "mlb", id: "a")
    cluster.publish("2", to: "mlb", id: "b")
    cluster.settle()
    #expect(cluster.take(client).map(\.offset) == [1, 3])
  }

  @Test func `a replay is deduplicated, and neither throttled nor batched`() {
    var cluster = HubCluster { $0.rememberedIDs = 0 }
    for id in ["a", "b", "a"] { cluster.publish("1", to: "mlb", id: id) }
    let client = cluster.open()
    let options = #"{"deduplicate":true,"batchSize":2,"throttleMs":500}"#
    let since = #"{"epoch":"none","offset":0}"#
    _ = cluster.ask("subscribe", #"{"channel":"mlb","options":\#(options),"since":\#(since)}"#, from: client)
    #expect(cluster.take(client).map(\.offset) == [nil, 1, 2])
    cluster.publish("1", to: "mlb", id: "b")
    cluster.publish("1", to: "mlb", id: "c")
    cluster.pass(.milliseconds(100))
    let batch = cluster.take(client)
    #expect(batch.map(\.offset) == [5])
    #expect(batch[0].number("payload.suppressed.duplicates") == 2)
  }

  @Test func `too much that waits is dropped as the oldest, and told`() {
    var (cluster, client) = fixture(#"{"batchSize":3,"throttleMs":1000}"#) { $0.delivery.count = 3 }
    publish(1...3, in: &cluster)
    #expect(cluster.take(client).map(\.offset) == [3])
    publish(4...8, in: &cluster)
    cluster.pass(.seconds(1))
    let messages = cluster.take(client)
    #expect(messages.map(\.type) == ["messages_dropped", "batch"])
    #expect(messages[0].raw("payload.count") == "2" && messages[0].text("payload.reason") == "overflow")
    #expect(messages[0].raw("payload.from") == "4" && messages[0].raw("payload.to") == "5")
    #expect(messages[1].raw("payload.from") == "6" && messages[1].raw("payload.suppressed") == nil)
    #expect(cluster.hubs[0].status().counters.drops.overflowed == 2)
  }

  @Test func `while a reader is slow the publications wait one by one, under its policy`() {
    var (cluster, client) = fixture(#"{"batchSize":2,"policy":"drop_oldest"}"#) { $0.backlogLimit = 1_500 }
    cluster.transports[client]!.isBlocked = true
    publish(1...2, in: &cluster)
    publish(3...10, in: &cluster)
    cluster.transports[client]!.isBlocked = false
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.prefix(2).map(\.type) == ["batch", "messages_dropped"])
    #expect(messages[1].text("payload.reason") == "slow_reader")
    #expect(messages.last?.offset == 10 && messages.last?.type == "odds_update")
  }

  @Test func `a slow reader who wants to be closed is closed at a deadline too`() {
    var (cluster, client) = fixture(#"{"batchSize":9,"batchMs":50}"#) { $0.backlogLimit = 500 }
    let other = cluster.open()
    _ = cluster.ask("subscribe", #"{"channel":"nba"}"#, from: client)
    cluster.transports[client]!.isBlocked = true
    cluster.publish("1", to: "nba")
    cluster.settle()
    publish(1...8, in: &cluster)
    #expect(cluster.transports[client]!.closed == nil)
    cluster.pass(.milliseconds(50))
    #expect(cluster.transports[client]!.closed?.code == 4508)
    #expect(cluster.transports[other]!.closed == nil)
  }

  @Test func `other options for a subscription send what waits, and then rule`() {
    var (cluster, client) = fixture(#"{"batchSize":5,"batchMs":60000}"#)
    publish(1...2, in: &cluster)
    #expect(cluster.take(client).isEmpty)
    _ = cluster.ask("subscribe", #"{"channel":"mlb","options":{}}"#, from: client)
    publish(3...3, in: &cluster)
    #expect(cluster.take(client).map(\.type) == ["batch", "subscription_confirmed", "odds_update"])
    _ = cluster.ask("subscribe", #"{"channel":"mlb","options":{"batchSize":2}}"#, from: client)
    publish(4...5, in: &cluster)
    #expect(cluster.take(client).map(\.type) == ["subscription_confirmed", "batch"])
    #expect(cluster.hubs[0].rooms().first { $0.name.text == "mlb" }?.subscriptions == 1)
  }

  @Test func `other options count also while the home has not answered`() {
    var cluster = HubCluster(loops: 3)
    let client = cluster.open(on: 2)
    let away = ["mlb", "nba", "nfl"].first { Hub.home(of: try! RoomName($0), loops: 3) != 2 }!
    cluster.request("subscribe", #"{"channel":"\#(away)"}"#, from: client)
    cluster.request("subscribe", #"{"channel":"\#(away)","options":{"batchSize":2}}"#, from: client)
    cluster.settle()
    _ = cluster.take(client)
    cluster.publish("1", to: away)
    cluster.publish("2", to: away)
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["batch"])
  }

  @Test func `a subscription with options is served beside the plain ones of its connection`() {
    var (cluster, client) = fixture(#"{"batchSize":2}"#)
    _ = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"min_n":0}}"#, from: client)
    _ = cluster.take(client)
    publish(1...2, in: &cluster)
    #expect(cluster.take(client).map(\.type) == ["odds_update", "odds_update", "batch"])
  }

  @Test func `who unsubscribes is told what was left out, and gets nothing more`() {
    var (cluster, client) = fixture(#"{"throttleMs":1000}"#)
    publish(1...3, in: &cluster)
    _ = cluster.ask("unsubscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(cluster.take(client).map(\.type) == ["odds_update", "messages_suppressed", "unsubscribed"])
    cluster.pass(.seconds(20))
    #expect(cluster.take(client).isEmpty)
    #expect(cluster.hubs[0].rooms().first { $0.name.text == "mlb" }?.subscriptions == 0)
  }

  @Test func `a connection that closes takes its deadlines with it`() {
    var (cluster, client) = fixture(#"{"batchSize":5}"#)
    publish(1...2, in: &cluster)
    cluster.close(client)
    cluster.pass(.seconds(20))
    let next = cluster.open()
    _ = cluster.ask("subscribe", #"{"channel":"mlb","options":{"batchSize":5}}"#, from: next)
    publish(3...3, in: &cluster)
    cluster.pass(.seconds(1))
    #expect(cluster.take(next).compactMap(\.offset) == [3])
  }

  @Test(arguments: [
    (#"{"throttleMs":60001}"#, "options.throttleMs is 60001 and the limit is 60000"),
    (#"{"batchSize":1001}"#, "options.batchSize is 1001 and the limit is 1000"),
    (#"{"batchSize":2,"batchMs":60001}"#, "options.batchMs is 60001 and the limit is 60000"),
    (#"{"presence":1}"#, "options.presence is not true or false"),
  ])
  func `options that are too much are refused`(options: String, sentence: String) {
    var cluster = HubCluster()
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","options":\#(options)}"#, from: client)
    #expect(answer?.type == "subscription_error" && answer?.text("payload.message") == sentence)
  }

  @Test func `filters that cannot be searched are bounded for each room`() {
    var cluster = HubCluster(loops: 2) { $0.unindexedFiltersPerRoom = 2 }
    let client = cluster.open(on: 1)
    func subscribe(_ filter: String) -> String? {
      cluster.ask("subscribe", #"{"channel":"mlb","filters":\#(filter)}"#, from: client)?.type
    }
    #expect(subscribe(#"{"not":{"a":1}}"#) == "subscription_confirmed")
    #expect(subscribe(#"{"not":{"a":2}}"#) == "subscription_confirmed")
    #expect(subscribe(#"{"not":{"a":3}}"#) == "subscription_error")
    #expect(subscribe(#"{"not":{"a":3},"b":1}"#) == "subscription_confirmed")
    let other = cluster.open(on: 1)
    let same = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"not":{"a":1}}}"#, from: other)
    #expect(same?.type == "subscription_confirmed")
    _ = cluster.ask("unsubscribe", #"{"subscription":"s2"}"#, from: client)
    #expect(subscribe(#"{"not":{"a":3}}"#) == "subscription_confirmed")
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random options lose nothing untold`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let options = [
      #"{"batchSize":4,"batchMs":30}"#, #"{"throttleMs":40}"#, #"{"throttleMs":40,"conflate":"key"}"#,
      #"{"throttleMs":40,"batchSize":3,"conflate":"key"}"#, #"{"deduplicate":"key"}"#,
    ].randomElement(using: &random)!
    var (cluster, client) = fixture(options, loops: Int.random(in: 1...3, using: &random))
    var got: [UInt64] = []
    var told: UInt64 = 0
    let count = 60
    for number in 1...count {
      publish(number...number, in: &cluster)
      cluster.pass(.milliseconds(Int.random(in: 0..<20, using: &random)))
    }
    cluster.pass(.seconds(20))
    for message in cluster.take(client) {
      switch message.type {
      case "batch":
        let size = message.number("payload.count")!
        got += (0..<size).map { message.number("payload.messages.\($0).meta.offset")! }
        told += message.number("payload.suppressed.count") ?? 0
      case "messages_suppressed": told += message.number("payload.count")!
      default: got.append(message.offset!)
      }
    }
    #expect(zip(got, got.dropFirst()).allSatisfy { $0 < $1 })
    #expect(got.count + Int(told) == count)
  }
}
