import TautHub
import TautRooms
import Testing

@Suite struct HubHistoryTests {
  private func cluster(_ loops: Int, publications: Int = 5) -> HubCluster {
    var cluster = HubCluster(loops: loops) { $0.history.count = 4 }
    for n in 0..<publications { cluster.publish("\(n + 1)", to: "mlb") }
    cluster.settle()
    return cluster
  }

  private func offsets(_ cluster: HubCluster, _ token: UInt64) -> [UInt64]? {
    cluster.histories[token]??.missed.map(\.offset)
  }

  @Test(arguments: 1...3)
  func `the latest publications are read without an offset, and those after it with one`(loops: Int) {
    var cluster = cluster(loops)
    for loop in 0..<loops {
      let all = cluster.read(HistoryRequest(room: .mlb, limit: 100), on: loop)
      let two = cluster.read(HistoryRequest(room: .mlb, limit: 2), on: loop)
      let since = cluster.read(HistoryRequest(room: .mlb, offset: 3, limit: 100), on: loop)
      let cut = cluster.read(HistoryRequest(room: .mlb, offset: 1, limit: 1), on: loop)
      cluster.settle()
      #expect(offsets(cluster, all) == [2, 3, 4, 5])
      #expect(offsets(cluster, two) == [4, 5])
      #expect(offsets(cluster, since) == [4, 5])
      #expect(offsets(cluster, cut) == [2])
      #expect(cluster.histories[cut]??.position.offset == 2)
      #expect(cluster.histories[all]??.position.offset == 5)
    }
  }

  @Test func `what is no longer held, and another epoch, is told as a gap`() {
    var cluster = cluster(1)
    let old = cluster.read(HistoryRequest(room: .mlb, offset: 0, limit: 100))
    #expect(cluster.histories[old]??.gap == RoomGap(from: 1, to: 1, reason: .historyExpired))
    let other = cluster.read(HistoryRequest(room: .mlb, epoch: Epoch(rawValue: 1), offset: 5, limit: 100))
    #expect(cluster.histories[other]??.gap?.reason == .epochChanged)
    var unknown = HistoryRequest(room: .mlb, offset: 5, limit: 100)
    unknown.isOfUnknownEpoch = true
    let token = cluster.read(unknown)
    #expect(cluster.histories[token]??.gap?.reason == .epochChanged)
  }

  @Test(arguments: 1...3)
  func `a room that does not exist has no history`(loops: Int) {
    var cluster = cluster(loops)
    let token = cluster.read(HistoryRequest(room: .name("cricket"), limit: 1, waits: true))
    cluster.settle()
    #expect(cluster.histories.keys.contains(token) && cluster.histories[token]!.map(\.position) == nil)
  }

  @Test(arguments: 1...3)
  func `a poll waits for the next publication`(loops: Int) {
    var cluster = cluster(loops)
    for loop in 0..<loops {
      let waiting = cluster.read(HistoryRequest(room: .mlb, offset: 5, limit: 10, waits: true), on: loop)
      cluster.settle()
      #expect(cluster.histories[waiting] == nil)
    }
    let tokens = Array(1...UInt64(loops)).map { $0 + 5 }
    cluster.publish("6", to: "mlb")
    cluster.settle()
    for token in tokens {
      #expect(offsets(cluster, token) == [6])
      #expect(cluster.histories[token]??.position.offset == 6)
    }
    cluster.histories = [:]
    cluster.publish("7", to: "mlb")
    cluster.settle()
    #expect(cluster.histories.isEmpty)
  }

  @Test(arguments: 1...3)
  func `a poll that has something to tell does not wait`(loops: Int) {
    var cluster = cluster(loops)
    let token = cluster.read(HistoryRequest(room: .mlb, offset: 4, limit: 10, waits: true))
    cluster.settle()
    #expect(offsets(cluster, token) == [5])
  }

  @Test(arguments: 1...3)
  func `a poll that has waited for long enough is answered with nothing, and forgotten`(loops: Int) {
    var cluster = cluster(loops)
    for loop in 0..<loops {
      let token = cluster.read(HistoryRequest(room: .mlb, offset: 5, limit: 10, waits: true), on: loop)
      cluster.settle()
      cluster.endPoll(token, on: loop)
      cluster.endPoll(token, on: loop)
      cluster.settle()
      #expect(offsets(cluster, token) == [])
      #expect(cluster.histories[token]??.position.offset == 5)
    }
    cluster.histories = [:]
    cluster.publish("6", to: "mlb")
    cluster.settle()
    #expect(cluster.histories.isEmpty)
  }

  @Test func `draining answers the polls that wait`() {
    var cluster = cluster(1)
    let token = cluster.read(HistoryRequest(room: .mlb, offset: 5, limit: 10, waits: true))
    cluster.drain()
    #expect(offsets(cluster, token) == [])
  }

  @Test func `the end of a poll of a room that its home has forgotten goes nowhere`() {
    var cluster = HubCluster(loops: 2)
    let asker = 1 - Hub.home(of: .mlb, loops: 2)
    let token = cluster.read(HistoryRequest(room: .mlb, offset: 0, limit: 10, waits: true), on: asker)
    cluster.settle()
    cluster.endPoll(token, on: asker)
    cluster.settle()
    #expect(offsets(cluster, token) == [])
  }
}
