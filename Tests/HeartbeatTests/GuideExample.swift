// The code that Docs/Guides/Heartbeat.md shows, in the same words; GuideTests compares them.

import TautHeartbeat

/// A connection that notices when its peer is gone.
struct WatchedLink {
  var heartbeat: Heartbeat
  /// When to call `wake` again.
  var timer: ContinuousClock.Instant?
  var isOpen = true
  /// Sends a ping with a number in its payload.
  let sendPing: (UInt64) -> Void

  /// Call it when the connection opens, when the timer fires, and after a change of the heartbeat.
  mutating func wake(at now: ContinuousClock.Instant) {
    switch heartbeat.poll(at: now) {
    case .ping(let token):
      sendPing(token)
      wake(at: now)
    case .wait(let deadline): timer = deadline
    case .rest: timer = nil
    case .giveUp:
      timer = nil
      isOpen = false
    }
  }
}

extension WatchedLink {
  /// The program is put to sleep: nobody is asked, and nobody is given up.
  mutating func suspend(at now: ContinuousClock.Instant) {
    heartbeat.pause()
    wake(at: now)
  }

  /// The program goes on: the peer is asked at once, for the link may have died meanwhile.
  mutating func resume(at now: ContinuousClock.Instant) {
    heartbeat.resume()
    wake(at: now)
  }
}
