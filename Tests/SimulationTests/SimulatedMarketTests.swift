import TautJSON
import TautSimulation
import Testing

@Suite struct SimulatedMarketTests {
  /// Rounds of all channels, as values.
  func messages(seed: UInt64, rounds: Int = 300) throws -> [(SimulatedMarket.Channel, String, JSONValue)] {
    var market = SimulatedMarket(seed: seed)
    return try (0..<rounds).flatMap { round in
      try SimulatedMarket.Channel.allCases.map { channel in
        var json = JSONWriter()
        let room = market.write(channel, at: Int64(round), to: &json)
        return (channel, room, try JSONValue(parsing: json.bytes))
      }
    }
  }

  @Test func `the same seed gives the same messages, another seed gives others`() throws {
    let first = try messages(seed: 1).map(\.2)
    #expect(try messages(seed: 1).map(\.2) == first)
    #expect(try messages(seed: 2).map(\.2) != first)
  }

  @Test func `every message has what the seed and its filters name`() throws {
    let keys: [SimulatedMarket.Channel: [String]] = [
      .props: ["id", "player", "type", "line", "odds", "confidence", "sport", "game_id", "sportsbook", "player_id"],
      .odds: ["prop_id", "new_odds", "movement", "timestamp", "sport", "game_id", "sportsbook", "odds", "prop_type"],
      .games: ["game_id", "sport", "home", "away", "home_score", "away_score", "period", "status", "timestamp"],
    ]
    for (channel, room, message) in try messages(seed: 3) {
      for key in keys[channel]! { #expect(message[key] != nil, "\(channel) has no \(key)") }
      #expect(message["sport"]?.string?.lowercased() == room)
    }
  }

  @Test func `values stay within what a market has`() throws {
    for (channel, _, message) in try messages(seed: 4, rounds: 2000) {
      switch channel {
      case .props:
        let confidence = try #require(message["confidence"]?.double)
        let line = try #require(message["line"]?.double)
        #expect(confidence >= 0.7 && confidence < 1)
        #expect(line >= 0.5 && line.truncatingRemainder(dividingBy: 1) == 0.5)
      case .odds:
        let old = try #require(message["old_odds"]?.int64)
        let new = try #require(message["new_odds"]?.int64)
        #expect((-190 ... -101).contains(new))
        #expect(message["movement"]?.string == (new > old ? "up" : new < old ? "down" : "none"))
      case .games:
        #expect((1...9).contains(try #require(message["period"]?.int64)))
      }
    }
  }

  @Test func `scores rise until the game starts anew`() throws {
    var restarts = 0
    var total: [String: Int64] = [:]
    for (channel, _, game) in try messages(seed: 5, rounds: 2000) where channel == .games {
      let id = try #require(game["game_id"]?.string)
      let score = try #require(game["home_score"]?.int64) + (try #require(game["away_score"]?.int64))
      if let before = total[id], score < before {
        restarts += 1
        #expect(score == 0)
      }
      total[id] = score
    }
    #expect(restarts > 0)
    #expect(total.count == 8)
  }
}
