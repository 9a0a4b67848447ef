import TautHub
import Testing

@Suite struct HubSubscribingTests {
  /// What a client has got of a room, and nothing else.
  private func offsets(_ cluster: inout HubCluster, _ client: HubCluster.Client) -> [UInt64] {
    cluster.settle()
    return cluster.take(client).compactMap(\.offset)
  }

  @Test(arguments: 1...3)
  func `a subscriber gets what is published afterwards, with rising offsets`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    cluster.publish("1", to: "mlb")
    cluster.settle()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(answer?.type == "subscription_confirmed")
    #expect(answer?.text("payload.channel") == "mlb")
    #expect(answer?.text("payload.subscription") == "s1")
    #expect(answer?.number("payload.offset") == 1)
    #expect(answer?.boolean("payload.recovered") == false)
    #expect(answer?.raw("payload.gap") == nil)
    #expect(answer?.text("payload.epoch")?.count == 16)
    _ = cluster.take(client)
    cluster.publish(#"{"odds":1.50}"#, to: "mlb")
    cluster.publish(#"{"odds":2}"#, to: "mlb", id: "x")
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.map(\.offset) == [2, 3])
    #expect(messages.map { $0.raw("payload") } == [#"{"odds":1.50}"#, #"{"odds":2}"#])
    #expect(messages[0].type == "odds_update")
    #expect(messages[0].room == "mlb")
    #expect(messages[0].text("meta.epoch") == answer?.text("payload.epoch"))
    #expect(messages[0].text("meta.source") == "server")
    #expect(messages[0].text("meta.id") == nil)
    #expect(messages[0].text("correlationId") == "mlb:2")
    #expect(messages[1].text("meta.id") == "x")
  }

  @Test func `filters choose`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb","filters":{"sport":"MLB","min_profit":2}}"#, from: client)
    cluster.publish(#"{"sport":"MLB","profit":1}"#, to: "mlb")
    cluster.publish(#"{"sport":"MLB","profit":2}"#, to: "mlb")
    cluster.publish(#"{"sport":"NBA","profit":3}"#, to: "mlb")
    #expect(offsets(&cluster, client) == [2])
  }

  @Test(arguments: 1...3)
  func `the same room and filters are one subscription`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    let first = cluster.ask("subscribe", #"{"channel":"mlb","filters":{"a":1,"b":"x"}}"#, from: client)
    cluster.publish(#"{"a":1,"b":"x"}"#, to: "mlb")
    cluster.settle()
    let second = cluster.ask("subscribe", #"{"subscription_type":"mlb","filters":{"b":"x","a":1.0}}"#, from: client)
    #expect(first?.text("payload.subscription") == second?.text("payload.subscription"))
    #expect(second?.type == "subscription_confirmed")
    #expect(second?.number("payload.offset") == 1)
    #expect(second?.boolean("payload.recovered") == false)
    _ = cluster.take(client)
    cluster.publish(#"{"a":1,"b":"x"}"#, to: "mlb")
    #expect(offsets(&cluster, client) == [2])
    #expect(cluster.hubs.reduce(0) { $0 + $1.status().subscriptions } == 1)
  }

  @Test func `requests for a subscription that is on its way are all answered`() {
    var cluster = HubCluster(loops: 2)
    let client = cluster.open(on: 1 - Hub.home(of: .mlb, loops: 2))
    let ids = (0..<3).map { _ in cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client) }
    cluster.settle()
    let answers = cluster.take(client)
    #expect(answers.map(\.type) == Array(repeating: "subscription_confirmed", count: 3))
    #expect(answers.map { $0.text("correlationId") } == ids)
    #expect(Set(answers.map { $0.text("payload.subscription") }) == ["s1"])
  }

  @Test func `a connection gets a publication once, however many of its subscriptions match`() {
    var cluster = HubCluster()
    let client = cluster.open()
    for filters in ["{}", #"{"a":1}"#, #"{"min_a":0}"#] {
      cluster.request("subscribe", #"{"channel":"mlb","filters":\#(filters)}"#, from: client)
    }
    cluster.publish(#"{"a":1}"#, to: "mlb")
    #expect(offsets(&cluster, client) == [1])
  }

  @Test(arguments: 1...3)
  func `an unknown room is an error that names the rooms there are`(loops: Int) {
    var cluster = HubCluster(loops: loops) { $0.rooms = ["b", "a"] }
    for loop in 0..<loops {
      let client = cluster.open(on: loop)
      let answer = cluster.ask("subscribe", #"{"channel":"weather"}"#, from: client)
      #expect(answer?.type == "subscription_error")
      #expect(answer?.code == "UNKNOWN_ROOM")
      #expect(answer?.text("payload.message") == "there is no room weather")
      #expect(answer?.text("payload.channel") == "weather")
      #expect(answer?.raw("payload.rooms") == #"["a","b"]"#)
      #expect(answer?.boolean("payload.recoverable") == true)
      #expect(cluster.hubs[loop].status().subscriptions == 0)
    }
  }

  @Test func `a long list of rooms is cut`() {
    var cluster = HubCluster { $0.rooms = (100..<300).map { "room\($0)" }.shuffled() }
    let answer = cluster.ask("subscribe", #"{"channel":"x"}"#, from: cluster.open())
    #expect(answer?.text("payload.rooms.0") == "room100")
    #expect(answer?.text("payload.rooms.99") == "room199")
    #expect(answer?.text("payload.rooms.100") == nil)
  }

  @Test(arguments: [
    ("[]", "INVALID_PAYLOAD", "payload is not an object"),
    ("{}", "INVALID_PAYLOAD", "channel is missing"),
    (#"{"channel":"odds updates"}"#, "UNKNOWN_ROOM", "a room name holds only letters, digits and . _ - : / @ # +"),
    (
      #"{"channel":"mlb","filters":{"a":{}}}"#, "INVALID_FILTERS",
      "the filter a has no operator, and allowed are eq, in, gt, gte, lt, lte, prefix, exists"
    ),
    (
      #"{"channel":"mlb","options":{"policy":"x"}}"#, "INVALID_OPTIONS",
      "options.policy is not disconnect, drop_oldest or latest"
    ),
    (#"{"channel":"mlb","since":{"offset":1}}"#, "INVALID_PAYLOAD", "since.epoch is missing"),
  ])
  func `a subscription that cannot be understood is refused with its reason`(
    payload: String, code: String, text: String
  ) {
    var cluster = HubCluster()
    let answer = cluster.ask("subscribe", payload, from: cluster.open())
    #expect(answer?.type == "subscription_error")
    #expect(answer?.code == code)
    #expect(answer?.text("payload.message") == text)
    #expect(answer?.text("correlationId") == "c1")
  }

  @Test func `a connection holds so many subscriptions`() {
    var cluster = HubCluster { $0.subscriptionsPerConnection = 2 }
    let client = cluster.open()
    #expect(cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client)?.type == "subscription_confirmed")
    #expect(cluster.ask("subscribe", #"{"channel":"nba"}"#, from: client)?.type == "subscription_confirmed")
    let refusal = cluster.ask("subscribe", #"{"channel":"nfl"}"#, from: client)
    #expect(refusal?.code == "TOO_MANY_SUBSCRIPTIONS")
    #expect(refusal?.text("payload.message") == "the limit of 2 subscriptions is reached")
    #expect(cluster.ask("subscribe", #"{"channel":"mlb"}"#, from: client)?.type == "subscription_confirmed")
    cluster.request("unsubscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(cluster.ask("subscribe", #"{"channel":"nfl"}"#, from: client)?.type == "subscription_confirmed")
  }

  @Test func `the filters of a connection hold so many values`() {
    var cluster = HubCluster { $0.filterValuesPerConnection = 3 }
    let client = cluster.open()
    #expect(
      cluster.ask("subscribe", #"{"channel":"mlb","filters":{"a":[1,2]}}"#, from: client)?.type
        == "subscription_confirmed")
    let refusal = cluster.ask("subscribe", #"{"channel":"nba","filters":{"a":[1,2]}}"#, from: client)
    #expect(refusal?.text("payload.message") == "the filters would have 4 values and the limit is 3")
    cluster.request("unsubscribe", #"{"subscription":"s1"}"#, from: client)
    #expect(
      cluster.ask("subscribe", #"{"channel":"nba","filters":{"a":[1,2]}}"#, from: client)?.type
        == "subscription_confirmed")
  }

  @Test func `one connection that closes leaves the others their subscriptions`() {
    var cluster = HubCluster(loops: 2)
    let clients = (0..<4).map { cluster.open(on: $0 % 2) }
    for client in clients { cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client) }
    cluster.settle()
    for client in clients { _ = cluster.take(client) }
    cluster.close(clients[0])
    cluster.close(clients[1])
    cluster.publish("1", to: "mlb")
    cluster.settle()
    #expect(clients.map { cluster.take($0).count } == [0, 0, 1, 1])
  }
}
