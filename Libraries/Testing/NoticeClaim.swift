import TautNotifications

/// What a notice says about the connection, read from its words as a user reads them.
enum NoticeClaim: Hashable {
  /// There is a connection.
  case connected
  /// There is one that does not do well.
  case degraded
  /// The server restarts, and another attempt begins at a certain time.
  case restarting
  /// The server restarts, and an attempt is made.
  case returning
  /// The server restarts, and another attempt begins when the program goes on.
  case restartingSuspended
  /// There is none, and one is being made.
  case trying
  /// The same, with another token than the one that was refused.
  case tokenRefused
  /// There is none, and one will be made when the program goes on.
  case suspended
  /// There is none, and nobody makes one.
  case over
  /// The same, because the server does not accept the user.
  case signInNeeded
  /// There is none, and the data are simulated.
  case simulated

  /// What the words say; nil where they say nothing that is known.
  init?(_ notice: Notice) {
    let words: KeyValuePairs<String, NoticeClaim> = [
      "Connected": .connected, "Connection restored": .connected, "The connection is stable": .connected,
      "The connection is slow or unreliable": .degraded, "The server restarts; reconnecting in ": .restarting,
      "The server restarts; reconnecting...": .returning, "The server restarts; paused": .restartingSuspended,
      "Connection lost, attempting to reconnect": .trying, "Connection failed": .trying, "Rate limit": .trying,
      "The server refused the token, trying another one": .tokenRefused, "Connection lost, paused": .suspended,
      "Disconnected": .over, "Authentication failed": .signInNeeded, "Simulation Active": .simulated,
    ]
    guard let claim = words.first(where: { notice.text.hasPrefix($0.key) })?.value else { return nil }
    self = claim
  }

  /// How long a notice says so; nil until it is no longer so.
  var lifetime: Duration? {
    switch self {
    case .connected, .simulated: .seconds(4)
    case .degraded: .seconds(8)
    case .restarting, .returning, .restartingSuspended, .trying, .tokenRefused, .suspended, .over, .signInNeeded: nil
    }
  }
}
