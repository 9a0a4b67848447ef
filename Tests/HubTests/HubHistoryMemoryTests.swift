import TautHub
import TautRooms
import Testing

@Suite struct HubHistoryMemoryTests {
  private func cluster(loops: Int = 1, memory: Int = 20_000) -> HubCluster {
    HubCluster(loops: loops) { $0.historyMemory = memory }
  }

  private func publish(_ count: Int, of size: Int, to room: String, in cluster: inout HubCluster) {
    for _ in 0..<count { cluster.publish("\"\(String(repeating: "x", count: size))\"", to: room) }
    cluster.settle()
  }

  /// All that a room remembers.
  private func history(of room: String, in cluster: inout HubCluster) -> RoomRecovery {
    let token = cluster.read(HistoryRequest(room: .name(room), offset: 0, limit: 10_000))
    cluster.settle()
    return cluster.histories[token]!!
  }

  @Test(arguments: 1...3)
  func `the largest histories forget first, the gap is told, and deliveries go on`(loops: Int) {
    var cluster = cluster(loops: loops)
    let reader = cluster.open()
    publish(3, of: 10, to: "quiet", in: &cluster)
    publish(1, of: 1_000, to: "loud", in: &cluster)
    cluster.request("subscribe", #"{"channel":"loud"}"#, from: reader)
    cluster.settle()
    _ = cluster.take(reader)
    publish(49, of: 1_000, to: "loud", in: &cluster)
    #expect(cluster.take(reader).compactMap(\.offset) == Array(2...50))
    let quiet = history(of: "quiet", in: &cluster)
    #expect(quiet.missed.count == 3 && quiet.gap == nil)
    let loud = history(of: "loud", in: &cluster)
    #expect((5..<20).contains(loud.missed.count) && loud.position.offset == 50)
    #expect(loud.gap == RoomGap(from: 1, to: UInt64(50 - loud.missed.count), reason: .historyExpired))
    let status = cluster.hubs[Hub.home(of: .name("loud"), loops: loops)].status()
    #expect(status.historyBytes <= 20_000)
    #expect(status.counters.forgotten == 50 - loud.missed.count)
  }

  @Test func `rooms that publish alike keep alike`() {
    var cluster = cluster(memory: 100_000)
    let rooms = (0..<10).map { "room\($0)" }
    for _ in 0..<40 {
      for room in rooms { publish(1, of: 500, to: room, in: &cluster) }
    }
    let counts = rooms.map { history(of: $0, in: &cluster).missed.count }
    #expect(counts.min()! * 2 >= counts.max()! && counts.reduce(0, +) >= 80)
  }

  @Test func `what becomes too old makes room`() {
    var cluster = cluster()
    publish(3, of: 1_000, to: "mlb", in: &cluster)
    #expect(cluster.hubs[0].status().historyBytes > 3_000)
    cluster.pass(.seconds(320))
    #expect(cluster.hubs[0].status().historyBytes == 0)
    #expect(cluster.hubs[0].status().counters.forgotten == 0)
  }

  @Test func `what snapshots need counts as well, and is told as not complete`() {
    var cluster = cluster(memory: 40_000)
    for n in 0..<100 {
      cluster.publish(#"{"id":\#(n),"n":\#(n),"text":"\#(String(repeating: "x", count: 500))"}"#, to: "mlb")
    }
    cluster.settle()
    #expect(cluster.hubs[0].status().historyBytes <= 40_000)
    #expect((10..<30).contains(history(of: "mlb", in: &cluster).missed.count))
    let client = cluster.open()
    let snapshot = cluster.ask("snapshot_request", #"{"channel":"mlb"}"#, from: client)
    #expect((10..<30).contains(Int(snapshot?.number("payload.count") ?? 0)))
    #expect(snapshot?.boolean("payload.complete") == false)
    _ = cluster.ask("snapshot_request", #"{"channel":"mlb","key":"n"}"#, from: client)
    #expect(cluster.hubs[0].status().historyBytes <= 40_000)
    publish(1, of: 20_000, to: "nba", in: &cluster)
    let other = cluster.ask("snapshot_request", #"{"channel":"mlb","key":"n"}"#, from: client)
    #expect((3..<15).contains(Int(other?.number("payload.count") ?? 0)))
  }

  @Test func `what is restored fits, too`() {
    var before = HubCluster { $0.storage = .durable }
    publish(30, of: 1_000, to: "mlb", in: &before)
    publish(3, of: 10, to: "nba", in: &before)
    var cluster = HubCluster {
      $0.storage = .durable
      $0.historyMemory = 20_000
    }
    for room in before.storedRooms() { cluster.hubs[0].restore(room, at: cluster.now) }
    #expect(cluster.hubs[0].status().historyBytes <= 20_000)
    #expect((5..<20).contains(history(of: "mlb", in: &cluster).missed.count))
    #expect(history(of: "nba", in: &cluster).missed.count == 3)
  }

  @Test func `without memory offsets go on and everything is a gap`() {
    var cluster = cluster(memory: 0)
    publish(3, of: 10, to: "mlb", in: &cluster)
    let recovery = history(of: "mlb", in: &cluster)
    #expect(recovery.position.offset == 3 && recovery.missed.isEmpty)
    #expect(recovery.gap == RoomGap(from: 1, to: 3, reason: .historyExpired))
  }
}
