/// Something that one can bet on in the simulation: that a player does more than a line says.
struct SimulatedProposition: Sendable {
  /// The game, by position among the games of the market.
  var game: Int
  /// The id in messages.
  var id: String
  var playerId: String
  var player: String
  /// What is counted.
  var type: String
  var sportsbook: String
  /// The count that the bet is about.
  var line: Double
  /// American odds.
  var odds: Int
}
