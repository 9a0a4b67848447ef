import TautDiagnostics

/// What a change of the situation is worth to a user who was told about the one before.
enum ConnectionTurn {
  /// What was said is still so.
  case nothingNew
  /// What was said is no longer so, and nothing else has to be said.
  case resolved
  /// This has to be said instead of what was said before.
  case news(Notice)

  init(
    from last: ConnectionSituation, to next: ConnectionSituation, hasBeenOpen: Bool, at now: ContinuousClock.Instant
  ) {
    let present = now
    let (was, now) = (Stance(last), Stance(next))
    self =
      switch now {
      case .quiet: was == .quiet ? .nothingNew : .resolved
      case _ where now == was && !Self.hasFailedAnew(last, next): .nothingNew
      case .simulating: .news(.simulating)
      case .open: .news(was == .degraded ? .recovered : hasBeenOpen ? .restored : .connected)
      case .degraded: .news(.degraded(next.issues))
      case .trying: .news(next.phase == .failed ? .attemptFailed(next.failure) : .connectionLost(next.failure))
      case .suspended: .news(.suspended)
      case .restarting(let start): .news(.serverRestarting(in: start.map { max($0 - present, .zero) }))
      case .restartingSuspended: .news(.serverRestartingSuspended)
      case .over: .news(.gaveUp(next))
      }
  }

  /// Whether an attempt failed since: it is told, although it was said before that the connection is lost.
  private static func hasFailedAnew(_ last: ConnectionSituation, _ next: ConnectionSituation) -> Bool {
    switch next.phase {
    case .failed: !next.awaitsResumption && (last.phase != .failed || last.failure != next.failure)
    case .fallback: last.failure != next.failure
    case .idle, .connecting, .open, .degraded, .reconnecting: false
    }
  }
}

extension ConnectionTurn {
  /// The situations that are one to a user.
  private enum Stance: Equatable {
    /// Nothing has to be said.
    case quiet
    case simulating
    case open
    case degraded
    /// There is no connection, and one is being made.
    case trying
    /// There is no connection, and one will be made when the program goes on.
    case suspended
    /// The server announced that it restarts; when the next attempt begins, or nil while it is made.
    case restarting(ContinuousClock.Instant?)
    /// The same, and the next attempt begins only after the program goes on.
    case restartingSuspended
    /// There is no connection, and there will be none.
    case over

    init(_ situation: ConnectionSituation) {
      self =
        switch situation.phase {
        case .open where situation.isSimulating: .simulating
        case .open where situation.isRestarting, .degraded where situation.isRestarting,
          .reconnecting where situation.isRestarting, .failed where situation.isRestarting:
          situation.awaitsResumption ? .restartingSuspended : .restarting(situation.nextAttempt)
        case .connecting: .quiet
        case .open: .open
        case .degraded: .degraded
        case .reconnecting: situation.awaitsResumption ? .suspended : .trying
        case .failed where situation.nextAttempt == nil: .over
        case .failed: situation.awaitsResumption ? .suspended : .trying
        case .fallback where situation.failure != nil: .over
        // S3: nothing to connect to is no error.
        case .idle, .fallback: situation.isSimulating ? .simulating : .quiet
        }
    }
  }
}
