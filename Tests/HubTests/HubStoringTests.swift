import TautRooms
import Testing

@testable import TautHub

extension Hub {
  /// The epoch that a room has by the seed.
  func epoch(of room: RoomName) -> Epoch { Epoch(of: room, seed: epochSeed) }

  var waitsForStoring: Bool { unstored.isReady }
}

@Suite struct HubStoringTests {
  private func cluster(
    loops: Int = 1, storesAtOnce: Bool = false, configure: (inout HubConfiguration) -> Void = { _ in }
  ) -> HubCluster {
    var cluster = HubCluster(loops: loops) {
      $0.storage = .durable
      configure(&$0)
    }
    cluster.storesAtOnce = storesAtOnce
    return cluster
  }

  private func subscriber(in cluster: inout HubCluster) -> HubCluster.Client {
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb"}"#, from: client)
    cluster.settle()
    _ = cluster.take(client)
    return client
  }

  @Test func `nobody sees a publication, and nobody is told of it, before it is stored`() {
    var cluster = cluster()
    let client = subscriber(in: &cluster)
    let token = cluster.publish("1", to: "mlb")
    cluster.requestStoring()
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
    #expect(cluster.published[token] == nil)
    cluster.store()
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == [1])
    #expect(cluster.published[token]?.offset == 1)
    #expect(cluster.disk[.mlb]?.map(\.payload) == [Array("1".utf8)])
  }

  @Test func `in memory nothing is stored`() {
    var cluster = HubCluster()
    cluster.publish("1", to: "mlb")
    cluster.requestStoring()
    #expect(cluster.underway == [nil])
    #expect(cluster.published[1]?.offset == 1)
  }

  @Test(arguments: 1...3) func `each publish is answered on its own loop once the home has stored it`(loops: Int) {
    var cluster = cluster(loops: loops, storesAtOnce: true)
    let client = subscriber(in: &cluster)
    let tokens = (0..<9).map { cluster.publish("\($0)", to: "mlb", id: "p\($0)", on: $0 % loops) }
    cluster.settle()
    #expect(tokens.compactMap { cluster.published[$0]?.offset }.sorted() == Array(1...9))
    #expect(cluster.take(client).compactMap(\.offset) == Array(1...9))
    #expect(cluster.disk[.mlb]?.map(\.offset) == Array(1...9))
  }

  @Test func `the publishes of a turn share a batch, and the next batch waits for the answer`() {
    var cluster = cluster()
    cluster.publish("1", to: "mlb")
    cluster.publish("1", to: "nba")
    cluster.publish("2", to: "mlb")
    cluster.requestStoring()
    #expect(cluster.underway[0]?.map { $0.publications.map(\.offset) } == [[1, 2], [1]])
    cluster.publish("3", to: "mlb")
    cluster.requestStoring()
    #expect(cluster.underway[0]?.count == 2)
    cluster.store()
    cluster.requestStoring()
    #expect(cluster.underway[0]?.map { $0.publications.map(\.offset) } == [[3]])
  }

  @Test func `a batch has a bound, and the rest follows`() {
    var cluster = cluster(storesAtOnce: true)
    for number in 0..<(Hub.largestBatch + 5) { cluster.publish("\(number)", to: "mlb") }
    cluster.requestStoring()
    #expect(cluster.underway[0]?[0].publications.count == Hub.largestBatch)
    cluster.settle()
    #expect(cluster.published.count == Hub.largestBatch + 5)
  }

  @Test func `what could not be stored is refused, seen by nobody, and its offset is free again`() {
    var cluster = cluster()
    let client = subscriber(in: &cluster)
    let lost = cluster.publish("1", to: "mlb", id: "a")
    cluster.requestStoring()
    let behind = cluster.publish("2", to: "mlb")
    cluster.store(failing: "the disk is full")
    #expect(cluster.failed[lost] == .notStored(reason: "the disk is full"))
    #expect(cluster.failed[behind] == .notStored(reason: "the disk is full"))
    #expect(cluster.hubs[0].status().counters.publicationsNotStored == 2)
    let again = cluster.publish("1", to: "mlb", id: "a")
    cluster.requestStoring()
    cluster.store()
    cluster.settle()
    #expect(cluster.published[again]?.offset == 1)
    #expect(cluster.take(client).compactMap(\.offset) == [1])
  }

  @Test func `a publish that repeats an id waits for the first one, and is stored once`() {
    var cluster = cluster()
    let first = cluster.publish("1", to: "mlb", id: "a")
    cluster.requestStoring()
    let second = cluster.publish("1", to: "mlb", id: "a")
    #expect(cluster.published.isEmpty)
    cluster.store()
    let third = cluster.publish("1", to: "mlb", id: "a")
    #expect([first, second, third].map { cluster.published[$0]?.offset } == [1, 1, 1])
    #expect(cluster.disk[.mlb]?.count == 1)
    #expect(cluster.hubs[0].status().counters.publicationsRepeated == 2)
  }

  @Test func `who subscribes while something is stored gets it once`() {
    var cluster = cluster()
    cluster.publish("1", to: "mlb")
    cluster.requestStoring()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb","since":{"epoch":"0000000000000000","offset":0}}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).first?.number("payload.offset") == 0)
    cluster.store()
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == [1])
  }

  @Test func `what waits to be stored is bounded by count and by bytes`() {
    var few = cluster { $0.unstoredPublications = 2 }
    let tokens = (0..<3).map { few.publish("\($0)", to: "mlb") }
    #expect(few.failed[tokens[2]] == .storeBusy(limit: "2 publications"))
    var small = cluster { $0.unstoredBytes = 3 }
    let large = small.publish("10000", to: "mlb")
    let next = small.publish("1", to: "mlb")
    #expect(small.failed[large] == nil)
    #expect(small.failed[next] == .storeBusy(limit: "3 bytes"))
    #expect(small.failed[next]?.isTemporary == true)
  }

  @Test func `where nothing can be stored only what nobody misses is published`() {
    var cluster = HubCluster { $0.storage = .unusable(reason: "the file is damaged") }
    let refused = cluster.publish("1", to: "mlb")
    let simulated = cluster.publish("1", to: "mlb") { $0.isExpendable = true }
    #expect(cluster.failed[refused] == .notStored(reason: "the file is damaged"))
    #expect(cluster.published[simulated]?.offset == 1)
  }

  @Test(arguments: 1...3) func `after a restart rooms go on with epoch, offsets, history and ids`(loops: Int) throws {
    var before = cluster(loops: loops, storesAtOnce: true)
    before.publish(#"{"n": 1.50}"#, to: "mlb", id: "a") { $0.meta = Array(#"{"priority":"high"}"#.utf8) }
    before.publish("2", to: "weather", type: "note")
    before.publish("3", to: "mlb")
    let old = subscriber(in: &before)
    let messages = before.published.count
    #expect(messages == 3)
    _ = before.take(old)

    var after = cluster(loops: loops, storesAtOnce: true)
    after.advance(by: .seconds(60))
    for loop in after.hubs.indices {
      for room in before.storedRooms() { after.hubs[loop].restore(room, at: after.now) }
    }
    after.disk = before.disk
    let client = after.open(on: loops - 1)
    let epoch = before.hubs[0].epoch(of: .mlb)
    after.request("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":0}}"#, from: client)
    after.settle()
    let received = after.take(client)
    #expect(received.first?.raw("payload.recovered") == "true")
    #expect(received.compactMap(\.offset) == [1, 3 - 1])
    #expect(received.dropFirst().first?.raw("payload") == #"{"n": 1.50}"#)
    #expect(received.dropFirst().first?.text("meta.priority") == "high")
    let repeated = after.publish("1", to: "mlb", id: "a")
    let next = after.publish("4", to: "mlb")
    after.settle()
    #expect(after.published[repeated]?.offset == 1)
    #expect(after.published[next]?.offset == 3)
    #expect(after.published[next]?.epoch == epoch)
    #expect(after.ask("subscribe", #"{"channel":"weather"}"#, from: client)?.number("payload.offset") == 1)
  }

  @Test func `what was too old already is not brought back by a restart, and its offsets are not given out again`() {
    var cluster = cluster(storesAtOnce: true)
    cluster.publish("1", to: "mlb")
    cluster.settle()
    var after = self.cluster(storesAtOnce: true)
    after.advance(by: .seconds(301))
    after.hubs[0].restore(cluster.storedRooms()[0], at: after.now)
    after.disk = cluster.disk
    #expect(after.hubs[0].rooms().first { $0.name == .mlb }?.historyCount == 0)
    let token = after.publish("2", to: "mlb")
    after.settle()
    #expect(after.published[token]?.offset == 2)
  }
}
