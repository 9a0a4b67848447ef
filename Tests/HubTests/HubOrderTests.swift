import TautHub
import TautRooms
import TautTesting
import Testing

/// Hubs on several loops under a scheduler that moves things at random: whatever it does, nobody loses anything untold.
@Suite struct HubOrderTests {
  @Test(arguments: 1...4, 0..<25 as Range<UInt64>)
  func `every subscriber gets each match once and in order, or is told what it lost`(loops: Int, seed: UInt64) {
    var run = RandomRun(loops: loops, seed: seed)
    for _ in 0..<600 { run.step() }
    run.finish()
    run.check()
  }

  @Test(arguments: 2...4, 0..<10 as Range<UInt64>)
  func `a connection with several subscriptions gets nothing twice and misses nothing`(loops: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var cluster = HubCluster(loops: loops)
    let client = cluster.open(on: loops - 1)
    var filters = ["{}", #"{"k":1}"#, #"{"min_k":1}"#, #"{"k":[0,2]}"#].shuffled(using: &random)
    var published = 0
    for _ in 0..<200 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0 where !filters.isEmpty:
        let epoch = Epoch(rawValue: 0)
        cluster.request(
          "subscribe",
          #"{"channel":"mlb","filters":\#(filters.removeLast()),"since":{"epoch":"\#(epoch)","offset":0}}"#,
          from: client)
      case 1...3:
        cluster.publish(#"{"k":\#(published % 3)}"#, to: "mlb", on: .random(in: 0..<loops, using: &random))
        published += 1
      case 4: cluster.flush(client)
      default:
        cluster.deliverPost(from: .random(in: 0..<loops, using: &random), to: .random(in: 0..<loops, using: &random))
      }
    }
    for filter in filters {
      cluster.request(
        "subscribe", #"{"channel":"mlb","filters":\#(filter),"since":{"epoch":"x","offset":0}}"#, from: client)
    }
    cluster.settle()
    // The filters overlap and all histories are whole, so that everything must be there.
    #expect(cluster.take(client).compactMap(\.offset).sorted() == (0..<published).map { UInt64($0 + 1) })
  }
}
