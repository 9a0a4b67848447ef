import TautEnvelope
import TautHub
import TautRooms
import Testing

@Suite struct HubClientPublishingTests {
  @Test(arguments: 1...3)
  func `a client that asks twice with one id publishes once`(loops: Int) {
    var cluster = HubCluster(loops: loops) { $0.clientsMayPublish = true }
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.settle()
    _ = cluster.take(client)
    for _ in 0..<2 {
      cluster.request("publish", #"{"channel":"mlb","type":"news","payload":[1],"id":"a"}"#, from: client)
    }
    cluster.settle()
    let received = cluster.take(client)
    #expect(received.filter { $0.type == "news" }.count == 1)
    #expect(received.filter { $0.type == "published" }.count == 2)
  }

  @Test func `the id may stand in meta`() {
    var cluster = HubCluster { $0.clientsMayPublish = true }
    let client = cluster.open()
    for _ in 0..<2 {
      cluster.send(
        #"{"type":"publish","ts":1,"correlationId":"1","version":"2.0","#
          + #""payload":{"room":"mlb","type":"news","payload":1},"meta":{"id":"a"}}"#, from: client)
    }
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["published", "published"])
    #expect(cluster.hubs[0].status().counters.publicationsRepeated == 1)
  }

  @Test func `in a flat dialect the request stands in payload, and without one it is the message`() {
    var cluster = HubCluster { $0.clientsMayPublish = true }
    let reader = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: reader)
    let client = cluster.open(as: HubClient(id: "c", dialect: .structured))
    cluster.send(
      #"{"type":"publish","timestamp":"2025-01-01T00:00:00Z","request_id":"1","channel":"mlb","#
        + #""payload":{"channel":"mlb","type":"news","payload":{"x":1}}}"#, from: client)
    cluster.send(
      #"{"type":"publish","timestamp":"2025-01-01T00:00:00Z","request_id":"2","channel":"mlb","payload":{"x":2}}"#,
      from: client)
    cluster.settle()
    #expect(cluster.take(client).map(\.type).filter { $0 == "published" }.count == 2)
    let news = cluster.take(reader).dropFirst()
    #expect(news.map(\.type) == ["news", "publish"])
    #expect(news.map { $0.raw("payload") } == [#"{"x":1}"#, #"{"x":2}"#])
  }

  @Test(arguments: 1...3)
  func `a publish that cannot be is an error`(loops: Int) {
    var cluster = HubCluster(loops: loops) {
      $0.clientsMayPublish = true
      $0.publishCreatesRooms = false
    }
    let client = cluster.open()
    for name in ["nowhere", "elsewhere", "!"] {
      cluster.request("publish", #"{"channel":"\#(name)","type":"news","payload":1}"#, from: client)
    }
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["error", "error", "error"])
  }

  @Test(arguments: 1...3)
  func `a client that is gone is not answered`(loops: Int) {
    var cluster = HubCluster(loops: loops) { $0.clientsMayPublish = true }
    let client = cluster.open()
    for name in ["mlb", "nba", "nfl"] {
      cluster.request("publish", #"{"channel":"\#(name)","type":"news","payload":1}"#, from: client)
    }
    cluster.close(client)
    cluster.settle()
    #expect(cluster.hubs.reduce(0) { $0 + $1.status().counters.publications } == 3)
  }

  @Test func `clients may not publish unless the server lets them`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("publish", #"{"channel":"mlb","type":"news","payload":1}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).map(\.type) == ["error"])
    #expect(cluster.hubs[0].status().counters.errors[.notAllowed] == 1)
  }
}
