// The code that Docs/Guides/Health.md shows, in the same words; GuideTests compares them.

import TautHealth

/// A connection that shows its user how it is.
struct WatchedConnection {
  var health: Health
  /// When to call `look` again.
  var timer: ContinuousClock.Instant?
  /// What the user sees.
  var banner: String?

  init(openedAt now: ContinuousClock.Instant) {
    health = Health(at: now)
    health.receiveOpen(at: now)
  }

  /// A pong came, this long after its ping.
  mutating func receivePong(after roundTrip: Duration, at now: ContinuousClock.Instant) {
    health.receiveRoundTrip(roundTrip)
    health.receiveOutcome(succeeded: true, at: now)
    look(at: now)
  }

  /// A request got no answer.
  mutating func receiveTimeout(at now: ContinuousClock.Instant) {
    health.receiveOutcome(succeeded: false, at: now)
    look(at: now)
  }

  /// Call it after everything that happens, and when the timer fires.
  mutating func look(at now: ContinuousClock.Instant) {
    timer = nil
    switch health.poll(at: now) {
    case .degrade(let issues): banner = issues.map(\.description).joined(separator: ", ")
    case .recover: banner = nil
    case .wait(let deadline): timer = deadline
    case .rest: break
    }
  }
}

/// What a health indicator shows.
func indicator(_ report: HealthReport) -> String {
  var lines = ["Health: \(Int(report.score * 100))%", "Success rate: \(Int(report.successRate * 100))%"]
  if let latency = report.latency { lines.append("Latency: \(latency.last)") }
  if !report.issues.isEmpty {
    lines.append("Issues: " + report.issues.map(\.description).joined(separator: ", "))
    lines.append("Recommendations: " + report.recommendations.joined(separator: ", "))
  }
  return lines.joined(separator: "\n")
}
