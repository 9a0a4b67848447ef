import TautHub
import TautRooms
import Testing

@Suite struct HubRecoveryTests {
  /// A cluster with ten publications in `mlb` (`{"n":1}` to `{"n":10}`), and the epoch of that room.
  private func cluster(
    loops: Int = 1, configure: (inout HubConfiguration) -> Void = { _ in }
  ) -> (cluster: HubCluster, epoch: String) {
    var cluster = HubCluster(loops: loops, configure: configure)
    var epoch = ""
    for number in 1...10 {
      let token = cluster.publish(#"{"n":\#(number)}"#, to: "mlb")
      cluster.settle()
      epoch = "\(cluster.published[token]!.epoch)"
    }
    return (cluster, epoch)
  }

  @Test(arguments: 1...3)
  func `who was away gets what it missed and then what is live`(loops: Int) {
    var (cluster, epoch) = cluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    cluster.request("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":7}}"#, from: client)
    cluster.publish(#"{"n":11}"#, to: "mlb")
    cluster.settle()
    cluster.publish(#"{"n":12}"#, to: "mlb")
    cluster.settle()
    let messages = cluster.take(client)
    #expect(messages.first?.type == "subscription_confirmed")
    #expect(messages.first?.boolean("payload.recovered") == true)
    #expect(messages.first?.raw("payload.gap") == nil)
    #expect(messages.dropFirst().map(\.offset) == [8, 9, 10, 11, 12])
    #expect(messages.dropFirst().map { $0.number("payload.n") } == [8, 9, 10, 11, 12])
  }

  @Test func `what is replayed is filtered`() {
    var (cluster, epoch) = cluster()
    let client = cluster.open()
    let since = #""since":{"epoch":"\#(epoch)","offset":1}"#
    cluster.request("subscribe", #"{"channel":"mlb","filters":{"min_n":9},\#(since)}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == [9, 10])
  }

  @Test func `a history that does not reach back tells the gap`() {
    var (cluster, epoch) = cluster { $0.history.count = 3 }
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":2}}"#, from: client)
    #expect(answer?.boolean("payload.recovered") == false)
    #expect(answer?.raw("payload.gap") == #"{"from":3,"to":7,"reason":"history_expired"}"#)
    #expect(cluster.take(client).compactMap(\.offset) == [8, 9, 10])
    #expect(cluster.hubs[0].status().counters.gaps == 1)
  }

  @Test func `another epoch tells the gap and replays all there is`() {
    var (cluster, _) = cluster()
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","since":{"epoch":"old","offset":99}}"#, from: client)
    #expect(answer?.raw("payload.gap") == #"{"from":1,"to":0,"reason":"epoch_changed"}"#)
    #expect(cluster.take(client).compactMap(\.offset) == Array(1...10))
  }

  @Test func `an offset of the future tells the gap`() {
    var (cluster, epoch) = cluster()
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":99}}"#, from: client)
    #expect(answer?.raw("payload.gap") == #"{"from":11,"to":99,"reason":"offset_unknown"}"#)
    cluster.publish("11", to: "mlb")
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == [11])
  }

  @Test func `a replay beyond its limit tells the gap and sends the latest`() {
    var (cluster, epoch) = cluster { $0.replayLimit = 500 }
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":2}}"#, from: client)
    let offsets = cluster.take(client).compactMap(\.offset)
    #expect(answer?.raw("payload.gap") == #"{"from":3,"to":\#(offsets[0] - 1),"reason":"replay_too_large"}"#)
    #expect(offsets.last == 10)
    #expect((1...3).contains(offsets.count))
  }

  @Test func `a replay beyond its limit that follows a gap widens the gap`() {
    var (cluster, _) = cluster {
      $0.replayLimit = 500
      $0.history.count = 8
    }
    let client = cluster.open()
    let answer = cluster.ask("subscribe", #"{"channel":"mlb","since":{"epoch":"old","offset":2}}"#, from: client)
    let offsets = cluster.take(client).compactMap(\.offset)
    #expect(answer?.raw("payload.gap") == #"{"from":1,"to":\#(offsets[0] - 1),"reason":"epoch_changed"}"#)
    #expect(offsets.last == 10)
  }

  @Test func `a large replay leaves in pieces, and what is live waits behind it`() {
    var (cluster, epoch) = cluster { $0.drainChunk = 300 }
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":0}}"#, from: client)
    #expect(cluster.transports[client]!.awaitsDrain)
    #expect(cluster.transports[client]!.waiting.count < 5)
    cluster.publish(#"{"n":11}"#, to: "mlb")
    #expect(cluster.transports[client]!.waiting.count < 5)
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == Array(1...11))
    #expect(cluster.hubs[0].status().stalledConnections == 0)
    #expect(cluster.hubs[0].status().counters.replayed == 10)
  }

  @Test func `what another subscription of the connection has delivered is not replayed`() {
    var (cluster, epoch) = cluster()
    let client = cluster.open()
    cluster.request("subscribe", #"{"channel":"mlb","filters":{"min_n":11}}"#, from: client)
    cluster.publish(#"{"n":11}"#, to: "mlb")
    cluster.publish(#"{"n":0}"#, to: "mlb")
    cluster.request("subscribe", #"{"channel":"nba"}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == [11])
    cluster.request("subscribe", #"{"channel":"mlb","since":{"epoch":"\#(epoch)","offset":9}}"#, from: client)
    cluster.settle()
    #expect(cluster.take(client).compactMap(\.offset) == [10, 12])
  }

  @Test func `epochs differ between rooms and between runs`() {
    func epoch(_ seed: UInt64, _ room: String) -> String? {
      var cluster = HubCluster(epochSeed: seed)
      return cluster.ask("subscribe", #"{"channel":"\#(room)"}"#, from: cluster.open())?.text("payload.epoch")
    }
    #expect(epoch(1, "mlb") == epoch(1, "mlb"))
    #expect(epoch(1, "mlb") != epoch(2, "mlb"))
    #expect(epoch(1, "mlb") != epoch(1, "nba"))
  }
}
