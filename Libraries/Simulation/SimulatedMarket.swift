public import TautJSON

/// A betting market that moves at random: games are played, odds drift, lines are set anew.
///
/// All of it follows from the seed: two markets that are asked the same things in the same order give the same bytes.
/// Time comes in as a number for the messages' `timestamp` and means nothing to the market.
public struct SimulatedMarket: Sendable {
  /// What the market can tell about.
  public enum Channel: String, Sendable, Hashable, CaseIterable {
    /// A proposition: `{id, player, type, line, odds, confidence, …}`.
    case props
    /// New odds for a proposition: `{prop_id, new_odds, movement, timestamp, …}`.
    case odds
    /// The score of a game: `{game_id, home, away, home_score, away_score, …}`.
    case games
  }

  private var random: SplitMix64
  private var games: [SimulatedGame]
  private var propositions: [SimulatedProposition]

  /// Opens a market with two games per league.
  public init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    games = Self.games()
    propositions = Self.propositions(of: games, using: &random)
    self.random = random
  }

  private static func games() -> [SimulatedGame] {
    League.all.indices.flatMap { league in
      let teams = League.all[league].teams
      return stride(from: 0, to: teams.count, by: 2).map { index in
        SimulatedGame(
          league: league, id: "\(League.all[league].room)-\(index / 2 + 1)", home: teams[index], away: teams[index + 1])
      }
    }
  }

  /// Two players for each game, each with everything that the league counts.
  private static func propositions(
    of games: [SimulatedGame], using random: inout SplitMix64
  ) -> [SimulatedProposition] {
    var all: [SimulatedProposition] = []
    for (position, game) in games.enumerated() {
      let league = League.all[game.league]
      for seat in 0..<2 {
        let number = position % 2 * 2 + seat
        for proposition in league.propositions {
          all.append(
            SimulatedProposition(
              game: position, id: "\(game.id)-\(number)-\(proposition.type)", playerId: "\(100 * game.league + number)",
              player: league.players[number], type: proposition.type,
              sportsbook: League.sportsbooks.randomElement(using: &random)!, line: proposition.line,
              odds: Int.random(in: -130 ... -90, using: &random)))
        }
      }
    }
    return all
  }

  /// Moves the market a little and writes what is new as one JSON object.
  ///
  /// - Parameters:
  ///   - channel: What to tell about.
  ///   - timestamp: The present, in milliseconds since 1970.
  ///   - json: Where the object goes.
  /// - Returns: The room of the sport that it is about, such as `mlb`.
  @discardableResult
  public mutating func write(_ channel: Channel, at timestamp: Int64, to json: inout JSONWriter) -> String {
    switch channel {
    case .props: writeProposition(at: timestamp, to: &json)
    case .odds: writeOdds(at: timestamp, to: &json)
    case .games: writeGame(at: timestamp, to: &json)
    }
  }

  private mutating func writeProposition(at timestamp: Int64, to json: inout JSONWriter) -> String {
    let index = propositions.indices.randomElement(using: &random)!
    // Lines move by halves, so that no bet ends in a draw.
    propositions[index].line = max(0.5, propositions[index].line + [-1, 0, 0, 1].randomElement(using: &random)!)
    let proposition = propositions[index]
    json.beginObject()
    json.member("id", proposition.id)
    write(proposition, to: &json)
    json.member("odds", proposition.odds)
    json.member("confidence", Double(Int.random(in: 700...999, using: &random)) / 1000)
    json.member("timestamp", timestamp)
    json.endObject()
    return room(of: games[proposition.game])
  }

  private mutating func writeOdds(at timestamp: Int64, to json: inout JSONWriter) -> String {
    let index = propositions.indices.randomElement(using: &random)!
    let before = propositions[index].odds
    let step = Int.random(in: 1...6, using: &random) * (Bool.random(using: &random) ? 1 : -1)
    // Between -190 and -101; beyond, American odds jump to the positive side.
    let after = min(-101, max(-190, before + step))
    propositions[index].odds = after
    let proposition = propositions[index]
    json.beginObject()
    json.member("prop_id", proposition.id)
    write(proposition, to: &json)
    json.member("odds", after)
    json.member("new_odds", after)
    json.member("old_odds", before)
    json.member("movement", after == before ? "none" : after > before ? "up" : "down")
    json.member("timestamp", timestamp)
    json.endObject()
    return room(of: games[proposition.game])
  }

  private mutating func writeGame(at timestamp: Int64, to json: inout JSONWriter) -> String {
    let index = games.indices.randomElement(using: &random)!
    games[index].play(using: &random)
    let game = games[index]
    json.beginObject()
    json.member("game_id", game.id)
    json.member("sport", League.all[game.league].sport)
    json.member("home", game.home)
    json.member("away", game.away)
    json.member("home_score", game.homeScore)
    json.member("away_score", game.awayScore)
    json.member("period", game.period)
    json.member("status", "live")
    json.member("timestamp", timestamp)
    json.endObject()
    return room(of: game)
  }

  /// What filters match: the sport, the game, the player, the sportsbook, the kind of proposition.
  private func write(_ proposition: SimulatedProposition, to json: inout JSONWriter) {
    let game = games[proposition.game]
    json.member("sport", League.all[game.league].sport)
    json.member("game_id", game.id)
    json.member("player", proposition.player)
    json.member("player_id", proposition.playerId)
    json.member("sportsbook", proposition.sportsbook)
    json.member("type", proposition.type)
    json.member("prop_type", proposition.type)
    json.member("line", proposition.line)
  }

  private func room(of game: SimulatedGame) -> String { League.all[game.league].room }
}
