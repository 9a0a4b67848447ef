import TautEnvelope
import TautHub
import Testing

@Suite struct HubHeartbeatTests {
  @Test func `a ping comes after each interval, not before`() {
    var cluster = HubCluster()
    let client = cluster.open(as: HubClient(id: "me", dialect: .structured, heartbeat: .seconds(25)))
    for _ in 0..<3 {
      cluster.advance(by: .seconds(24))
      _ = cluster.poll()
      cluster.settle()
      #expect(cluster.take(client).isEmpty)
      cluster.advance(by: .seconds(1))
      let next = cluster.poll()
      cluster.settle()
      #expect(cluster.take(client).map(\.type) == ["ping"])
      #expect(next <= cluster.now.instant + .seconds(25))
    }
  }

  @Test func `a late look does not move the rhythm, and many missed ones become one`() {
    var cluster = HubCluster()
    let client = cluster.open(as: HubClient(id: "me", dialect: .structured, heartbeat: .seconds(25)))
    for (wait, count) in [(26, 1), (24, 1), (200, 2), (1, 0)] {
      cluster.advance(by: .seconds(wait))
      _ = cluster.poll()
      cluster.settle()
      #expect(cluster.take(client).count == count, "\(wait)")
    }
  }

  @Test func `every dialect is pinged in its own words, each at its interval`() {
    var cluster = HubCluster()
    let clients = Dialect.allCases.map { dialect in
      cluster.open(
        as: HubClient(id: "me", dialect: dialect, heartbeat: dialect == .rooms ? .seconds(30) : .seconds(25)))
    }
    let silent = cluster.open()
    cluster.advance(by: .seconds(25))
    _ = cluster.poll()
    cluster.settle()
    let first = clients.map { cluster.take($0).map(\.description) }
    #expect(first[1].isEmpty)
    #expect(first[0].first?.contains(#""version":"2.0""#) == true)
    #expect(first[2] == [#"{"type":"ping","timestamp":"2023-11-14T22:13:45Z"}"#])
    #expect(first[3] == [#"{"type":"ping","data":{},"timestamp":"2023-11-14T22:13:45Z"}"#])
    #expect(first[4] == first[2])
    cluster.advance(by: .seconds(5))
    _ = cluster.poll()
    cluster.settle()
    let ping = cluster.take(clients[1])[0]
    #expect(ping.type == "ping" && ping.text("status") == "success")
    #expect(cluster.take(silent).isEmpty)
  }

  @Test func `who is gone is not pinged, and neither is who took the place`() {
    var cluster = HubCluster()
    let client = cluster.open(as: HubClient(id: "me", dialect: .structured, heartbeat: .seconds(25)))
    cluster.close(client)
    cluster.open(client, as: HubClient(id: "you", dialect: .structured))
    cluster.advance(by: .seconds(30))
    _ = cluster.poll()
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
  }

  @Test func `who is behind with reading is not pinged`() {
    var cluster = HubCluster()
    let client = cluster.open(as: HubClient(id: "me", dialect: .structured, heartbeat: .seconds(25)))
    cluster.transports[client]!.isBlocked = true
    cluster.send(#"{"type":"ping"}"#, from: client)
    cluster.flush(client)
    cluster.advance(by: .seconds(25))
    _ = cluster.poll()
    cluster.transports[client]!.isBlocked = false
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["pong"])
  }

  @Test func `many connections come and go, and the schedule holds only those that are there`() {
    var cluster = HubCluster()
    var clients: [HubCluster.Client] = []
    for _ in 0..<200 {
      clients.append(cluster.open(as: HubClient(id: "me", dialect: .structured, heartbeat: .seconds(25))))
    }
    for client in clients.dropFirst(50) { cluster.close(client) }
    for _ in 0..<5 {
      cluster.advance(by: .seconds(25))
      _ = cluster.poll()
    }
    cluster.settle()
    for client in clients.prefix(50) { #expect(cluster.take(client).count == 5) }
  }
}
