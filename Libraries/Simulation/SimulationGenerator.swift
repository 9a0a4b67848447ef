public import TautJSON

/// Makes the messages of one channel of a ``Simulation``.
public struct SimulationGenerator: Sendable {
  enum Source: Sendable {
    case market(SimulatedMarket.Channel)
    case custom(@Sendable (inout SplitMix64, Int64) -> JSONValue)
  }

  let source: Source

  private init(_ source: Source) {
    self.source = source
  }

  /// A generator of your own.
  ///
  /// - Parameter body: Makes one payload out of random numbers and the present in milliseconds since 1970. Use no other
  ///   chance and no other clock, so that the same seed gives the same messages.
  public init(_ body: @escaping @Sendable (_ random: inout SplitMix64, _ timestamp: Int64) -> JSONValue) {
    self.init(.custom(body))
  }

  /// Propositions: `{id, player, type, line, odds, confidence, …}`.
  public static let props = SimulationGenerator(.market(.props))

  /// New odds for propositions: `{prop_id, new_odds, movement, timestamp, …}`.
  public static let odds = SimulationGenerator(.market(.odds))

  /// Scores of games: `{game_id, home, away, home_score, away_score, …}`.
  public static let games = SimulationGenerator(.market(.games))

  /// The generators that channels have without being told: `props`, `odds`, `games`.
  public static let defaults: [String: SimulationGenerator] = ["props": .props, "odds": .odds, "games": .games]
}
