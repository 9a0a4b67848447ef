import TautEnvelope
import TautHub
import Testing

@Suite struct HubClientsTests {
  @Test func `the connections are listed with who they are and what they want`() {
    var cluster = HubCluster()
    let nobody = cluster.open()
    cluster.advance(by: .seconds(90))
    let ann = cluster.open(as: HubClient(id: "a", dialect: .rooms, user: "ann", role: "admin"))
    cluster.send(#"{"type":"subscribe","subscription_type":"mlb"}"#, from: ann)
    cluster.settle()
    let clients = cluster.hubs[0].clients(limit: 10)
    #expect(clients.map(\.id) == ["0-1", "a"])
    #expect(clients.map(\.dialect) == [.v2, .rooms])
    #expect(clients.map(\.user) == [nil, "ann"])
    #expect(clients.map(\.role) == [nil, "admin"])
    #expect(clients.map(\.rooms) == [[], ["mlb"]])
    #expect(clients[1].openedAt - clients[0].openedAt == 90_000)
    #expect(cluster.hubs[0].clients(limit: 1).count == 1)
    cluster.close(nobody)
    #expect(cluster.hubs[0].clients(limit: 10).map(\.id) == ["a"])
  }

  @Test func `what waits for a connection is told`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.transports[client]!.isBlocked = true
    cluster.flush(client)
    cluster.publish("1", to: "mlb")
    #expect(cluster.hubs[0].clients(limit: 1)[0].waitingBytes > 200)
  }

  @Test func `connections are closed by their id or their user`() {
    var cluster = HubCluster()
    let nobody = cluster.open()
    let first = cluster.open(as: HubClient(id: "a", dialect: .rooms, user: "ann"))
    let second = cluster.open(as: HubClient(id: "b", dialect: .v2, user: "ann"))
    #expect(cluster.disconnect(.client("x")) == 0)
    #expect(cluster.disconnect(.user("ann")) == 2)
    for client in [first, second] {
      #expect(cluster.transports[client]?.closed?.code == 4410)
      #expect(cluster.transports[client]?.closed?.reason == "bye")
    }
    #expect(cluster.disconnect(.client("0-1")) == 1)
    #expect(cluster.transports[nobody]?.closed != nil)
  }

  @Test func `a route subscribes a connection, and tells it or not`() {
    var cluster = HubCluster()
    let told = cluster.open(as: HubClient(id: "a", dialect: .rooms))
    let untold = cluster.open(as: HubClient(id: "b", dialect: .event))
    cluster.subscribe(told, to: #"{"channel":"mlb","filters":{"sport":"MLB"}}"#)
    for _ in 0..<2 { cluster.subscribe(untold, to: #"{"channel":"mlb"}"#, isTold: false) }
    cluster.publish(#"{"sport":"MLB"}"#, to: "mlb")
    cluster.publish(#"{"sport":"NBA"}"#, to: "mlb")
    cluster.settle()
    #expect(cluster.take(told).map(\.type) == ["subscription_confirmed", "odds_update"])
    #expect(cluster.take(untold).map(\.type) == ["odds_update", "odds_update"])
    cluster.subscribe(untold, to: #"{"channel":"cricket"}"#, isTold: false)
    cluster.settle()
    #expect(cluster.take(untold).map(\.type) == ["subscription_error"])
    cluster.close(told)
    cluster.subscribe(told, to: #"{"channel":"nba"}"#)
    #expect(cluster.hubs[0].status().subscriptions == 1)
  }
}
