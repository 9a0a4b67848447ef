import TautHub
import TautRooms
import Testing

@Suite struct HubStatusTests {
  @Test func `a drain asks everybody to reconnect`() {
    var cluster = HubCluster()
    cluster.drain()
    let clients = (0..<3).map { _ in cluster.open() }
    cluster.close(clients[1])
    cluster.drain()
    cluster.settle()
    for client in [clients[0], clients[2]] {
      let message = cluster.take(client).first
      #expect(message?.type == "reconnect_required")
      #expect(message?.raw("payload") == #"{"reason":"deploy","afterMs":2000,"jitterMs":500}"#)
    }
    #expect(cluster.take(clients[1]).isEmpty)
  }

  @Test func `some can be asked before others`() {
    var cluster = HubCluster()
    let clients = (0..<3).map { _ in cluster.open() }
    cluster.requireReconnect(of: [clients[0].slot, clients[2].slot, 99])
    cluster.settle()
    #expect(clients.map { cluster.take($0).map(\.type) } == [["reconnect_required"], [], ["reconnect_required"]])
  }

  @Test func `a connection that asks for what it had missed has come back, once`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    #expect(cluster.hubs[0].status().counters.reconnects == 0)
    for room in ["nba", "nfl"] {
      cluster.request(
        "subscribe", #"{"channel":"\#(room)","since":{"epoch":"0000000000000000","offset":0}}"#, from: client)
    }
    #expect(cluster.hubs[0].status().counters.reconnects == 1)
  }

  @Test func `rooms tell their position, history and subscriptions`() {
    var cluster = HubCluster(loops: 2) { $0.rooms = ["mlb", "nba"] }
    let home = Hub.home(of: .mlb, loops: 2)
    let client = cluster.open(on: 1 - home)
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.publish("1", to: "mlb")
    cluster.settle()
    let atHome = cluster.hubs[home].rooms().first { $0.name == .mlb }
    #expect(atHome?.position?.offset == 1)
    #expect(atHome?.historyCount == 1)
    #expect((atHome?.historyBytes ?? 0) > 100)
    #expect(atHome?.subscriptions == 0)
    let elsewhere = cluster.hubs[1 - home].rooms().first { $0.name == .mlb }
    #expect(elsewhere?.subscriptions == 1)
    #expect(elsewhere?.position == nil)
    #expect(elsewhere?.historyCount == 0)
    #expect(cluster.hubs.reduce(0) { $0 + $1.status().rooms } == 2)
  }

  @Test func `what is too old is forgotten in time`() {
    var cluster = HubCluster { $0.history.age = .seconds(60) }
    cluster.publish("1", to: "mlb")
    #expect(cluster.poll() == cluster.now.instant + .seconds(10))
    cluster.advance(by: .seconds(61))
    #expect(cluster.hubs[0].rooms().reduce(0) { $0 + $1.historyCount } == 1)
    #expect(cluster.poll() == cluster.now.instant + .seconds(10))
    #expect(cluster.hubs[0].rooms().reduce(0) { $0 + $1.historyCount } == 0)
  }

  @Test func `mistakes of the caller stop the process`() async {
    await #expect(processExitsWith: .failure) { _ = HubCluster { $0.rooms = ["no name"] } }
    await #expect(processExitsWith: .failure) {
      var cluster = HubCluster()
      let client = cluster.open()
      cluster.open(client)
    }
    await #expect(processExitsWith: .failure) {
      _ = Hub(
        configuration: HubConfiguration(), loop: 1, loops: 1, epochSeed: 0,
        at: Moment(instant: .now, milliseconds: 0))
    }
  }
}
