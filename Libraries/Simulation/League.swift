/// What a sport looks like in the simulation.
struct League: Sendable {
  /// The name as it stands in messages.
  var sport: String
  /// The room with everything about the sport.
  var room: String
  /// Who plays whom, two and two.
  var teams: [String]
  /// Whom one can bet on.
  var players: [String]
  /// What one can bet on, and the usual line.
  var propositions: [(type: String, line: Double)]

  /// The leagues of the simulation.
  static let all = [
    League(
      sport: "MLB", room: "mlb", teams: ["Angels", "Yankees", "Dodgers", "Braves"],
      players: ["Mike Trout", "Aaron Judge", "Mookie Betts", "Ronald Acuña Jr."],
      propositions: [("over_hits", 1.5), ("over_runs", 0.5), ("strikeouts", 6.5)]),
    League(
      sport: "NBA", room: "nba", teams: ["Lakers", "Celtics", "Nuggets", "Bucks"],
      players: ["LeBron James", "Jayson Tatum", "Nikola Jokić", "Giannis Antetokounmpo"],
      propositions: [("points", 27.5), ("rebounds", 8.5), ("assists", 6.5)]),
    League(
      sport: "NFL", room: "nfl", teams: ["Chiefs", "Eagles", "Bills", "49ers"],
      players: ["Patrick Mahomes", "Jalen Hurts", "Josh Allen", "Christian McCaffrey"],
      propositions: [("passing_yards", 275.5), ("rushing_yards", 62.5), ("touchdowns", 1.5)]),
    League(
      sport: "NHL", room: "nhl", teams: ["Oilers", "Avalanche", "Maple Leafs", "Penguins"],
      players: ["Connor McDavid", "Nathan MacKinnon", "Auston Matthews", "Sidney Crosby"],
      propositions: [("shots_on_goal", 3.5), ("points", 1.5), ("saves", 27.5)]),
  ]

  /// Where one can bet.
  static let sportsbooks = ["draftkings", "fanduel", "betmgm", "caesars"]
}
