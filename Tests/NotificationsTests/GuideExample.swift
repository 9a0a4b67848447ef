// The code that Docs/Guides/Notifications.md shows, in the same words; GuideTests compares them.

import TautDiagnostics
import TautNotifications
import TautSession

/// The corner of a terminal program that shows how the connection is.
struct StatusCorner {
  var notifications = Notifications()
  /// When to draw again although nothing happened.
  var timer: ContinuousClock.Instant?

  /// The connection was lost; attempt `number` of 10 follows at `next`.
  mutating func receiveLoss(
    _ failure: ConnectionFailure, attempt number: Int, at next: ContinuousClock.Instant, now: ContinuousClock.Instant
  ) {
    var situation = ConnectionSituation(.reconnecting)
    situation.attempt = number
    situation.maximumAttempts = 10
    situation.nextAttempt = next
    situation.failure = failure
    notifications.update(situation, at: now)
  }

  /// The connection is open.
  mutating func receiveOpen(now: ContinuousClock.Instant) {
    notifications.update(ConnectionSituation(.open), at: now)
  }

  /// A handler of the program threw an error.
  mutating func receiveError(_ error: any Error, from type: String, now: ContinuousClock.Instant) {
    notifications.post(.handlerFailed(type: type, error: "\(error)"), at: now)
  }

  /// What to draw now.
  mutating func draw(now: ContinuousClock.Instant) -> [String] {
    timer = notifications.poll(at: now)
    let indicator = notifications.indicator(at: now)
    if indicator.countdown != nil { timer = now + .seconds(1) }
    return ["● \(indicator)"]
      + notifications.toasts.map { toast in
        let times = toast.count > 1 ? " (\(toast.count) times)" : ""
        return "[\(toast.notice.severity.name)] \(toast.notice.text)\(times)"
      }
  }
}

/// The same corner for a session, whose changes and notes say all that a user has to know.
struct SessionCorner {
  var situation = SessionSituation()
  var notifications = Notifications()

  mutating func receive(_ action: SessionAction, of session: Session, now: ContinuousClock.Instant) {
    switch action {
    case .changed(let change): situation.note(change, of: session.configuration)
    case .note(let note): guard situation.note(note) else { return }
    default: return
    }
    notifications.update(situation.situation, at: now)
  }
}
