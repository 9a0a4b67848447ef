import TautEnvelope
import TautHub
import TautRooms
import Testing

@Suite struct HubSnapshotTests {
  /// A cluster in which `mlb` amounts to `a` at offset 3 and `b` at offset 2.
  private func cluster(loops: Int = 1, configure: (inout HubConfiguration) -> Void = { _ in }) -> HubCluster {
    var cluster = HubCluster(loops: loops, configure: configure)
    for payload in [#"{"id":"a","n":1}"#, #"{"id":"b","n":2}"#, #"{"id":"a","n":3}"#, #"{"n":4}"#] {
      cluster.publish(payload, to: "mlb")
    }
    cluster.settle()
    return cluster
  }

  private func checksum(_ entries: [(String, UInt64)]) -> String {
    var checksum = RoomChecksum()
    for (key, offset) in entries { checksum.insert(key: Array(key.utf8), offset: offset) }
    return checksum.description
  }

  @Test(arguments: 1...3)
  func `a snapshot is the latest publication of each key, with the place from which to go on`(loops: Int) {
    var cluster = cluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    let answer = cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: client)
    #expect(answer?.type == "snapshot_response")
    #expect(answer?.text("payload.channel") == "mlb")
    #expect(answer?.raw("payload.items") == #"[{"id":"b","n":2},{"id":"a","n":3}]"#)
    #expect(answer?.raw("payload.offsets") == "[2,3]")
    #expect(answer?.number("payload.offset") == 4 && answer?.number("payload.count") == 2)
    #expect(answer?.boolean("payload.complete") == true && answer?.text("payload.key") == "id")
    #expect(answer?.text("payload.checksum") == checksum([(#""a""#, 3), (#""b""#, 2)]))
    let since = #"{"epoch":"\#(answer!.text("payload.epoch")!)","offset":4}"#
    cluster.publish("5", to: "mlb")
    _ = cluster.ask("subscribe", #"{"channel":"mlb","since":\#(since)}"#, from: client)
    #expect(cluster.take(client).compactMap(\.offset) == [5])
  }

  @Test(arguments: [(1_000, true, "[2,3]"), (2, false, "[3]")])
  func `after a restart a room amounts to what its history tells`(kept: Int, isComplete: Bool, offsets: String) {
    let before = cluster { $0.storage = .durable }
    var cluster = HubCluster {
      $0.storage = .durable
      $0.history.count = kept
    }
    for room in before.storedRooms() { cluster.hubs[0].restore(room, at: cluster.now) }
    let client = cluster.open()
    let answer = cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: client)
    #expect(answer?.raw("payload.offsets") == offsets && answer?.number("payload.offset") == 4)
    #expect(answer?.boolean("payload.complete") == isComplete)
  }

  @Test func `a snapshot may be filtered, and go by another key`() {
    var cluster = cluster()
    let client = cluster.open()
    let filtered = cluster.ask("snapshot_request", #"{"channel":"mlb","filters":{"min_n":3}}"#, from: client)
    #expect(filtered?.raw("payload.offsets") == "[3]")
    let other = cluster.ask("snapshot_request", #"{"channel":"mlb","key":"n"}"#, from: client)
    #expect(other?.raw("payload.offsets") == "[1,2,3,4]")
    cluster.publish(#"{"n":1}"#, to: "mlb")
    let later = cluster.ask("snapshot_request", #"{"channel":"mlb","key":"n"}"#, from: client)
    #expect(later?.raw("payload.offsets") == "[2,3,4,5]")
  }

  @Test func `no more other keys are kept than the limit`() {
    var cluster = cluster {
      $0.stateKeysPerRoom = 1
      $0.history.count = 1
    }
    let client = cluster.open()
    for key in ["n", "m", "n"] {
      let answer = cluster.ask("snapshot_request", #"{"channel":"mlb","key":"\#(key)"}"#, from: client)
      #expect(answer?.boolean("payload.complete") == false)
    }
    let answer = cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: client)
    #expect(answer?.boolean("payload.complete") == true && answer?.number("payload.count") == 2)
  }

  @Test(arguments: 1...3)
  func `several categories are answered together, unknown ones among them`(loops: Int) {
    var cluster = cluster(loops: loops)
    let client = cluster.open()
    let answer = cluster.ask("snapshot_request", #"{"categories":["mlb","nba","no such","nothing"]}"#, from: client)
    #expect(answer?.number("payload.categories.0.count") == 2)
    #expect(answer?.raw("payload.categories.1.items") == "[]")
    #expect(answer?.text("payload.categories.2.error") == "there is no room no such")
    #expect(answer?.text("payload.categories.3.channel") == "nothing")
    #expect(answer?.text("payload.categories.3.error") == "there is no room nothing")
  }

  @Test func `what is too large for one answer has to be asked for alone`() {
    var cluster = HubCluster { $0.backlogLimit = 20_000 }
    let client = cluster.open()
    let filler = String(repeating: "x", count: 1_000)
    for (room, count) in [("mlb", 6), ("nba", 6), ("nfl", 1)] {
      for number in 0..<count { cluster.publish(#"{"id":\#(number),"text":"\#(filler)"}"#, to: room) }
    }
    let answer = cluster.ask("snapshot_request", #"{"categories":["mlb","nba","nfl"]}"#, from: client)
    #expect(answer?.number("payload.categories.0.count") == 6)
    #expect(answer?.text("payload.categories.1.error") == "the answer is too large: ask for this room alone")
    #expect(answer?.number("payload.categories.2.count") == 1)
    #expect(cluster.ask("snapshot_request", #"{"channel":"nba"}"#, from: client)?.number("payload.count") == 6)
    let alone = cluster.ask("snapshot_request", #"{"categories":["nba"]}"#, from: client)
    #expect(alone?.number("payload.categories.0.count") == 6)
  }

  @Test(arguments: [
    ("{}", "INVALID_PAYLOAD", "channel is missing"), (#"{"channel":1}"#, "INVALID_PAYLOAD", "channel is not a name"),
    (#"{"channel":"mlb","key":""}"#, "INVALID_PAYLOAD", "key is not a path of 1 to 256 bytes"),
    (#"{"categories":[]}"#, "INVALID_PAYLOAD", "categories is not a list of 1 to 16 rooms"),
    (#"{"categories":[1]}"#, "INVALID_PAYLOAD", "categories is not a list of 1 to 16 rooms"),
    (
      #"{"categories":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"]}"#,
      "INVALID_PAYLOAD", "categories is not a list of 1 to 16 rooms"
    ),
    (#"{"channel":"mlb","filters":[]}"#, "INVALID_FILTERS", "filters are not an object"),
    (#"{"channel":"nothing"}"#, "UNKNOWN_ROOM", "there is no room nothing"),
  ])
  func `a request that cannot be answered says why`(payload: String, code: String, sentence: String) {
    var cluster = cluster()
    let answer = cluster.ask("snapshot_request", payload, from: cluster.open())
    #expect(answer?.type == "error" && answer?.code == code && answer?.text("payload.message") == sentence)
  }

  @Test func `without keys there are no snapshots`() {
    var cluster = cluster { $0.state.keys = 0 }
    #expect(cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: cluster.open())?.code == "UNKNOWN_ROOM")
  }

  @Test func `who is gone gets no snapshot`() {
    var cluster = cluster(loops: 3)
    let away = ["mlb", "nba", "nfl", "nhl"].first { Hub.home(of: try! RoomName($0), loops: 3) != 0 }!
    let client = cluster.open()
    cluster.request("snapshot_request", #"{"channel":"\#(away)"}"#, from: client)
    cluster.close(client)
    cluster.open(client)
    cluster.settle()
    #expect(cluster.take(client).isEmpty)
  }

  @Test func `a client that has the same state is in sync`() {
    var cluster = cluster()
    let client = cluster.open()
    let snapshot = cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: client)!
    let epoch = snapshot.text("payload.epoch")!
    let sum = snapshot.text("payload.checksum")!
    func sync(_ epoch: String, _ offset: Int, _ sum: String) -> String? {
      let claim = #"{"channel":"mlb","epoch":"\#(epoch)","offset":\#(offset),"checksum":"\#(sum)"}"#
      let answer = cluster.ask("state_sync", claim, from: client)
      #expect(answer?.type == "state_sync" && answer?.raw("payload.items") == nil)
      #expect(answer?.text("payload.checksum") == snapshot.text("payload.checksum"))
      return answer?.raw("payload.inSync")
    }
    #expect(sync(epoch, 4, sum) == "true")
    #expect(sync(epoch, 4, "0000000000000000") == "false")
    #expect(sync(epoch, 3, sum) == "null")
    #expect(sync(epoch, 5, sum) == "false")
    #expect(sync("other", 4, sum) == "false")
  }

  @Test(arguments: [
    (#"{"channel":"mlb"}"#, "since.epoch is missing"),
    (#"{"channel":"mlb","epoch":"e","offset":1}"#, "checksum is missing"),
  ])
  func `a claim that is not whole is refused`(payload: String, sentence: String) {
    var cluster = cluster()
    let answer = cluster.ask("state_sync", payload, from: cluster.open())
    #expect(answer?.code == "INVALID_PAYLOAD" && answer?.text("payload.message") == sentence)
  }

  @Test func `a snapshot speaks the dialect of who asks`() {
    var cluster = cluster()
    let client = cluster.open(as: HubClient(id: "c", dialect: .rooms))
    cluster.send(#"{"type":"snapshot_request","subscription_type":"mlb"}"#, from: client)
    cluster.settle()
    let answer = cluster.take(client)[0]
    #expect(answer.type == "snapshot_response" && answer.text("status") == "success")
    #expect(answer.raw("data.offsets") == "[2,3]")
  }
}
