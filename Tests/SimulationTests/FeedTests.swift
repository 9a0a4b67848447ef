import TautJSON
import TautSimulation
import Testing

@Suite struct FeedTests {
  let start = ContinuousClock.now

  @Test func `the first update is due at once, the next after the interval`() {
    var feed = Feed(seed: 1)
    var output = FeedOutput()
    #expect(feed.poll(at: start, timestamp: 0, into: &output) == start + .milliseconds(250))
    let first = output.publications
    #expect(first.count == 2)
    #expect(feed.poll(at: start + .milliseconds(249), timestamp: 0, into: &output) == start + .milliseconds(250))
    #expect(output.publications == first)
    #expect(feed.poll(at: start + .milliseconds(250), timestamp: 0, into: &output) == start + .milliseconds(500))
    #expect(output.publications.count > 2)
  }

  @Test func `a feed that was late keeps its beat, and skips what it missed`() {
    var feed = Feed(seed: 1)
    feed.interval = .seconds(1)
    var output = FeedOutput()
    _ = feed.poll(at: start, timestamp: 0, into: &output)
    #expect(feed.poll(at: start + .milliseconds(1400), timestamp: 0, into: &output) == start + .seconds(2))
    output.removeAll()
    #expect(feed.poll(at: start + .seconds(60), timestamp: 0, into: &output) == start + .seconds(61))
    #expect(Set(output.publications.map(\.payload)).count == 1)
  }

  @Test func `each type goes to its rooms and to the sport's`() throws {
    var feed = Feed(seed: 7)
    var output = FeedOutput()
    var rooms: [String: Set<String>] = [:]
    for step in 0..<400 {
      output.removeAll()
      _ = feed.poll(at: start + .seconds(step), timestamp: Int64(step), into: &output)
      let payload = try JSONValue(parsing: Array(output.bytes[output.publications[0].payload]))
      #expect(payload["timestamp"]?.int64 == Int64(step))
      for publication in output.publications { rooms[publication.type, default: []].insert(publication.room) }
    }
    let sports: Set = ["mlb", "nba", "nfl", "nhl"]
    #expect(rooms["odds_update"] == sports.union(["odds_updates"]))
    #expect(rooms["prop_update"] == sports.union(["props", "predictions"]))
    #expect(rooms["game_update"] == sports.union(["games"]))
  }

  @Test func `the same seed publishes the same, and an output collects several updates`() {
    func run(seed: UInt64) -> [UInt8] {
      var feed = Feed(seed: seed)
      var output = FeedOutput()
      for step in 0..<20 { _ = feed.poll(at: start + .seconds(step), timestamp: 0, into: &output) }
      return output.bytes
    }
    #expect(run(seed: 1) == run(seed: 1))
    #expect(run(seed: 1) != run(seed: 2))
  }
}
