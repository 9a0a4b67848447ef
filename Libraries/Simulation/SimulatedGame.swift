/// A game of the simulation.
struct SimulatedGame: Sendable {
  /// Which league it belongs to, by position in ``League/all``.
  var league: Int
  /// The id in messages.
  var id: String
  var home: String
  var away: String
  var homeScore = 0
  var awayScore = 0
  var period = 1

  /// One side scores, or a period ends; after the ninth the game starts anew.
  mutating func play(using random: inout SplitMix64) {
    switch Int.random(in: 0..<8, using: &random) {
    case 0..<3: homeScore += 1
    case 3..<6: awayScore += 1
    default: period += 1
    }
    guard period > 9 else { return }
    period = 1
    homeScore = 0
    awayScore = 0
  }
}
