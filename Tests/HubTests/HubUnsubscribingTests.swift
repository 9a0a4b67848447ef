import TautHub
import TautRooms
import Testing

@Suite struct HubUnsubscribingTests {
  /// A client with three subscriptions to `mlb`: s1 without filters, s2 and s3 with; and s4 to `nba`.
  private func fixture(loops: Int = 1) -> (HubCluster, HubCluster.Client) {
    var cluster = HubCluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    for payload in [
      #"{"channel":"mlb"}"#, #"{"channel":"mlb","filters":{"a":1}}"#, #"{"channel":"mlb","filters":{"a":2}}"#,
      #"{"channel":"nba"}"#,
    ] {
      cluster.request("subscribe", payload, from: client)
    }
    cluster.settle()
    _ = cluster.take(client)
    return (cluster, client)
  }

  @Test(arguments: 1...3)
  func `what was unsubscribed is delivered no more`(loops: Int) {
    var (cluster, client) = fixture(loops: loops)
    let answer = cluster.ask("unsubscribe", #"{"channel":"nba"}"#, from: client)
    #expect(answer?.type == "unsubscribed")
    #expect(answer?.raw("payload") == #"{"channel":"nba","subscriptions":["s4"]}"#)
    cluster.publish("1", to: "nba")
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset).isEmpty)
  }

  @Test func `filters name one of several, however they are spelled`() {
    var (cluster, client) = fixture()
    let answer = cluster.ask("unsubscribe", #"{"room":"mlb","filters":{"a":2.0}}"#, from: client)
    #expect(answer?.raw("payload.subscriptions") == #"["s3"]"#)
  }

  @Test func `without filters it is the one without, and else all of the room`() {
    var (cluster, client) = fixture()
    #expect(cluster.ask("unsubscribe", #"{"channel":"mlb"}"#, from: client)?.raw("payload.subscriptions") == #"["s1"]"#)
    #expect(
      cluster.ask("unsubscribe", #"{"channel":"mlb","filters":{}}"#, from: client)?.raw("payload.subscriptions") == "[]"
    )
    #expect(
      cluster.ask("unsubscribe", #"{"channel":"mlb"}"#, from: client)?.raw("payload.subscriptions") == #"["s2","s3"]"#)
  }

  @Test func `a subscription can be named`() {
    var (cluster, client) = fixture()
    let answer = cluster.ask("unsubscribe", #"{"subscription":"s2"}"#, from: client)
    #expect(answer?.raw("payload") == #"{"channel":"mlb","subscriptions":["s2"]}"#)
    #expect(
      cluster.ask("unsubscribe", #"{"subscription":"s2"}"#, from: client)?.raw("payload") == #"{"subscriptions":[]}"#)
  }

  @Test func `what is not subscribed is acknowledged as well`() {
    var (cluster, client) = fixture()
    let answer = cluster.ask("unsubscribe", #"{"channel":"nowhere"}"#, from: client)
    #expect(answer?.raw("payload") == #"{"channel":"nowhere","subscriptions":[]}"#)
  }

  @Test func `what cannot be understood is refused`() {
    var (cluster, client) = fixture()
    #expect(cluster.ask("unsubscribe", "{}", from: client)?.code == "INVALID_PAYLOAD")
  }

  @Test func `a subscription that is on its way is cancelled, and its requests are answered`() {
    var cluster = HubCluster(loops: 2)
    let client = cluster.open(on: 1 - Hub.home(of: .mlb, loops: 2))
    let first = cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    let second = cluster.request("unsubscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.map { $0.text("correlationId") } == [first, second])
    #expect(messages.map(\.type) == ["subscription_error", "unsubscribed"])
    #expect(messages.first?.code == "CANCELLED")
    cluster.publish("1", to: "mlb")
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
  }

  @Test func `the last one of a loop tells the home, which sends no more`() {
    var cluster = HubCluster(loops: 2)
    let home = Hub.home(of: .mlb, loops: 2)
    let clients = (0..<2).map { _ in cluster.open(on: 1 - home) }
    for client in clients { cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client) }
    cluster.settle()
    cluster.close(clients[0])
    cluster.publish("1", to: "mlb", on: home)
    #expect(cluster.posts[home][1 - home].count == 1)
    cluster.settle()
    cluster.request("unsubscribe", #"{"channel":"mlb"}"#, from: clients[1])
    // What the home sends before it hears of it is ignored.
    cluster.publish("2", to: "mlb", on: home)
    cluster.settle()
    cluster.publish("3", to: "mlb", on: home)
    #expect(cluster.posts[home][1 - home].isEmpty)
    #expect(cluster.take(clients[1]).compactMap(\.offset) == [1])
    #expect(cluster.hubs[1 - home].rooms().contains { $0.name == .mlb } == false)
  }
}
