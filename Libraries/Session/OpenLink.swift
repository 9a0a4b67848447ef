import TautBackoff
import TautHeartbeat

/// What a session knows about its open connection.
struct OpenLink: Sendable {
  let id: LinkID
  var heartbeat: Heartbeat
  /// When to leave it and to come back, as the server asked.
  var planned: Planned?
  var renewal = Renewal.none

  struct Planned: Sendable {
    var attempt: BackoffAttempt
    var reason: String
  }

  enum Renewal: Sendable {
    case none
    case due(ContinuousClock.Instant)
    case asked(ticket: UInt64)
  }
}
