import TautBackoff
import TautSession

/// What a checker knows about one client's phases and attempts: its own idea of the backoff.
struct AttemptRecord {
  private let policy: BackoffPolicy
  private var phase = SessionPhase.idle
  private var failures = 0
  private var opened: ContinuousClock.Instant?
  /// Before this no attempt may be made.
  private var earliest: ContinuousClock.Instant?
  private var token: String?
  private var refused: String?
  /// The user wants an attempt now.
  var isForced = false

  init(_ policy: BackoffPolicy) {
    self.policy = policy
  }

  /// Takes a change over, and returns what is wrong with it.
  mutating func note(_ change: SessionChange) -> String? {
    guard change.from == phase else { return "the phase was \(phase), and not \(change.from)" }
    guard change.to == phase || phase.successors.contains(change.to) || change.to == .idle else {
      return "\(change.from) became \(change.to)"
    }
    phase = change.to
    // Whoever connects anew after it was given up may have signed in again.
    if change.reason == .asked, earliest == nil { refused = nil }
    switch change.reason {
    case .opened:
      opened = change.time
      refused = nil
    case .asked where change.from == .idle || change.from == .fallback: failures = 0
    case .lost(let error): return lose(error, change)
    case .serverAsked: noteEnd(change.time)
    case .simulating:
      (failures, opened, earliest, refused) = (0, nil, nil, nil)
    case .disconnected, .gaveUp:
      failures = 0
      opened = nil
      earliest = nil
    default: break
    }
    return nil
  }

  private mutating func lose(_ error: SessionError, _ change: SessionChange) -> String? {
    fail(error)
    noteEnd(change.time)
    failures += 1
    guard let next = change.next else { return "the next attempt is not announced" }
    earliest = next.start
    let least = policy.baseDelay(attempt: failures) * (1 - ratio)
    return next.delay + .nanoseconds(1) < max(least, policy.minimum)
      ? "attempt \(failures) comes after \(next.delay), and not after \(least)" : nil
  }

  private var ratio: Double {
    if case .ratio(let ratio) = policy.jitter { ratio } else { 0 }
  }

  private mutating func noteEnd(_ now: ContinuousClock.Instant) {
    if let opened, now - opened >= policy.resetAfter { failures = 0 }
    opened = nil
  }

  /// Takes over that the server refused a token, or asked to come back later.
  mutating func note(_ note: SessionNote) {
    switch note {
    case .attemptFailed(_, let error): fail(error)
    case .restartAnnounced(let next, _): earliest = next.start
    default: break
    }
  }

  private mutating func fail(_ error: SessionError) {
    if error.concernsToken { refused = token }
  }

  /// Takes an attempt over, and returns what is wrong with it.
  mutating func open(_ id: LinkID, _ token: String?, at now: ContinuousClock.Instant) -> String? {
    if let earliest, now < earliest, !isForced { return "attempt \(id.rawValue) is made \(earliest - now) too early" }
    if let refused, token == refused { return "the token \(refused) was refused and is used again" }
    earliest = nil
    self.token = token
    return nil
  }
}
