import TautHub
import Testing

@Suite struct HubRequestsTests {
  @Test func `connect is answered with what the server is`() {
    var cluster = HubCluster()
    let answer = cluster.ask("connect", from: cluster.open())
    #expect(answer?.type == "connect")
    #expect(answer?.text("payload.status") == "connected")
    #expect(answer?.text("payload.version") == "2.0")
    #expect(answer?.number("payload.serverTime") == 1_700_000_000_000)
    #expect(answer?.raw("payload.requests")?.contains(#""subscribe""#) == true)
  }

  @Test func `status tells the server's state and the client's own subscriptions`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.advance(by: .seconds(3))
    let answer = cluster.ask("status", from: client)
    #expect(answer?.type == "status")
    #expect(answer?.text("payload.status") == "healthy")
    #expect(answer?.number("payload.uptimeMs") == 3_000)
    #expect(answer?.raw("payload.subscriptions") == #"[{"channel":"mlb","subscription":"s1"}]"#)
    #expect(answer?.text("payload.rooms.0") == "analytics")
    #expect(answer?.number("payload.loopConnections") == 1)
    #expect(answer?.number("payload.loopSubscriptions") == 1)
  }

  @Test func `a health check tells whether the server drains`() {
    var cluster = HubCluster()
    let client = cluster.open()
    #expect(cluster.ask("health_check", from: client)?.text("payload.status") == "healthy")
    cluster.drain()
    let answer = cluster.ask("health_check", from: client)
    #expect(answer?.type == "health_check")
    #expect(answer?.text("payload.status") == "draining")
  }

  @Test func `performance metrics are the loop's counters`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.publish("1", to: "mlb")
    cluster.send("x", from: client)
    let answer = cluster.ask("performance_metrics", from: client)
    #expect(answer?.type == "performance_metrics")
    #expect(answer?.number("payload.messagesIn") == 3)
    #expect(answer?.number("payload.messagesOut") == 3)
    #expect(answer?.number("payload.publications") == 1)
    #expect(answer?.number("payload.deliveries") == 1)
    #expect(answer?.number("payload.errors") == 1)
    #expect(answer?.number("payload.dropped") == 0)
    #expect(answer?.number("payload.slowReadersClosed") == 0)
  }

  @Test(arguments: 1...3)
  func `get_props is answered with the latest of each prop that matches`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    for (id, sport, line) in [("p1", "MLB", 1), ("p2", "NBA", 2), ("p1", "MLB", 3), ("p3", "MLB", 4)] {
      cluster.publish(#"{"id":"\#(id)","sport":"\#(sport)","line":\#(line)}"#, to: "props", type: "prop_update")
    }
    cluster.publish(#"{"sport":"MLB"}"#, to: "props")
    cluster.settle()
    for loop in 0..<loops {
      let client = cluster.open(on: loop)
      let answer = cluster.ask("get_props", #"{"sport":"MLB"}"#, from: client)
      #expect(answer?.type == "get_props")
      let line3 = #"{"id":"p1","sport":"MLB","line":3}"#
      #expect(answer?.raw("payload.props") == #"[\#(line3),{"id":"p3","sport":"MLB","line":4},{"sport":"MLB"}]"#)
      #expect(answer?.number("payload.count") == 3)
      #expect(cluster.ask("get_props", "null", from: client)?.number("payload.count") == 4)
    }
  }

  @Test(arguments: ["nowhere", "no name"])
  func `a room for props that does not exist has none`(room: String) {
    for loops in 1...3 {
      var cluster = HubCluster(loops: loops) { $0.propsRoom = room }
      #expect(cluster.ask("get_props", from: cluster.open())?.raw("payload") == #"{"props":[],"count":0}"#)
    }
  }

  @Test func `get_props with what is no filter is an error`() {
    var cluster = HubCluster()
    let answer = cluster.ask("get_props", #"{"sport":{}}"#, from: cluster.open())
    #expect(answer?.type == "error")
    #expect(answer?.code == "INVALID_PAYLOAD")
  }

  @Test func `an answer for a connection that is gone goes nowhere`() {
    var cluster = HubCluster(loops: 2)
    let client = cluster.open(on: 1 - Hub.home(of: .name("props"), loops: 2))
    cluster.request("get_props", from: client)
    cluster.request("subscribe", #"{"channel":"props"}"#, from: client)
    cluster.close(client)
    cluster.open(client)
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
  }
}
