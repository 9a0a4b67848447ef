import TautHub
import TautRooms
import Testing

@Suite struct HubPublishingTests {
  @Test(arguments: 1...3)
  func `a publish is answered with its place, on whatever loop it came`(loops: Int) throws {
    var cluster = HubCluster(loops: loops)
    let tokens = (0..<6).map { cluster.publish("\($0)", to: "mlb", on: $0 % loops) }
    cluster.settle()
    let receipts = tokens.compactMap { cluster.published[$0] }
    #expect(receipts.map(\.offset).sorted() == Array(1...6))
    #expect(Set(receipts.map(\.epoch)).count == 1)
    #expect(receipts.allSatisfy { $0.room == .mlb })
  }

  @Test(arguments: 1...3)
  func `a publish with an id is published once`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.settle()
    let first = cluster.publish("1", to: "mlb", id: "a")
    let other = cluster.publish("2", to: "mlb", id: "b")
    let again = cluster.publish("1", to: "mlb", id: "a")
    cluster.settle()
    #expect(cluster.published[first] == cluster.published[again])
    #expect(cluster.published[other]?.offset == 2)
    #expect(cluster.take(client).compactMap(\.offset) == [1, 2])
    #expect(cluster.hubs.reduce(0) { $0 + $1.status().counters.publicationsRepeated } == 1)
    #expect(cluster.hubs.reduce(0) { $0 + $1.status().counters.publications } == 2)
  }

  @Test(arguments: 1...3)
  func `the first publish creates a room, and all loops hear of it`(loops: Int) {
    var cluster = HubCluster(loops: loops)
    let clients = (0..<loops).map { cluster.open(on: $0) }
    let token = cluster.publish("1", to: "weather")
    cluster.settle()
    #expect(cluster.published[token]?.offset == 1)
    for client in clients {
      #expect(cluster.ask("subscribe", #"{"channel":"weather"}"#, from: client)?.number("payload.offset") == 1)
      #expect(
        cluster.ask("subscribe", #"{"channel":"x"}"#, from: client)?.raw("payload.rooms")?.contains("weather") == true)
    }
  }

  @Test(arguments: 1...2)
  func `a publish to an unknown room fails where it must not create one`(loops: Int) {
    var cluster = HubCluster(loops: loops) { $0.publishCreatesRooms = false }
    let tokens = ["x", "y", "z"].map { cluster.publish("1", to: $0) }
    cluster.settle()
    #expect(tokens.map { cluster.failed[$0] } == [.unknownRoom("x"), .unknownRoom("y"), .unknownRoom("z")])
    var open = HubCluster()
    let token = open.publish("1", to: "x") { $0.requiresRoom = true }
    #expect(open.failed[token] == .unknownRoom("x"))
  }

  @Test func `rooms are limited`() {
    var cluster = HubCluster {
      $0.rooms = ["a"]
      $0.maximumRooms = 2
    }
    let tokens = ["b", "c", "a"].map { cluster.publish("1", to: $0) }
    #expect(tokens.map { cluster.failed[$0] } == [nil, .tooManyRooms(limit: 2), nil])
  }

  @Test func `the publisher's meta data is passed on, and the hub's own wins`() {
    var cluster = HubCluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    let meta = #"{"source":"simulation","priority":"high","room":"x","offset":9,"id":"x","trace":[1.0]}"#
    cluster.publish("1", to: "mlb", type: "a \"type\"") { $0.meta = Array(meta.utf8) }
    cluster.publish("1", to: "mlb") { $0.meta = Array("nonsense".utf8) }
    cluster.settle()
    let messages = cluster.take(client).filter { $0.offset != nil }
    #expect(messages[0].type == "a \"type\"")
    #expect(messages[0].text("meta.source") == "simulation")
    #expect(messages[0].text("meta.priority") == "high")
    #expect(messages[0].raw("meta.trace") == "[1.0]")
    #expect(messages[0].room == "mlb")
    #expect(messages[0].offset == 1)
    #expect(messages[0].text("meta.id") == nil)
    #expect(messages[1].text("meta.source") == "server")
  }

  @Test func `one fan-out names all who get it now`() {
    var cluster = HubCluster()
    let clients = (0..<100).map { _ in cluster.open() }
    for client in clients { cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client) }
    var output = HubOutput()
    let request = PublishRequest(room: .mlb, type: "t", payload: Array("1".utf8))
    cluster.hubs[0].publish(request, token: ReplyToken(rawValue: 1), at: cluster.now, into: &output)
    #expect(!output.isEmpty)
    #expect(output.actions.count == 2)
    #expect(output.recipients.sorted() == clients.map(\.slot).sorted())
    output.removeAll()
    #expect(output.isEmpty && output.bytes.isEmpty && output.recipients.isEmpty)
    #expect(cluster.hubs[0].status().counters.deliveries == 100)
  }

  @Test(arguments: [
    (PublishError.malformed("x"), "x"), (.missingField("room"), "the field room is missing"),
    (.invalidField("id", expected: "a string"), "the field id is not a string"),
    (.invalidRoom(.empty), "a room name is empty"), (.unknownRoom("x"), "there is no room x"),
    (.tooManyRooms(limit: 3), "the limit of 3 rooms is reached"),
  ])
  func `a failure has one line`(error: PublishError, text: String) {
    #expect("\(error)" == text)
  }
}
