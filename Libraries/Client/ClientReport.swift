import TautDiagnostics
import TautFraming
import TautHealth
import TautJSON
import TautNotifications
import TautBackoff
import TautSession

/// What is known about a client's connection: for its developer, its health, and its user.
struct ClientReport {
  var diagnostics: Diagnostics
  private(set) var health: Health
  var notifications = Notifications()
  private var situation = SessionSituation()

  init(
    _ configuration: SessionConfiguration, id: String, at now: ContinuousClock.Instant, _ milliseconds: Int64
  ) {
    diagnostics = Diagnostics(
      clientID: id, url: configuration.url ?? "", at: now, time: WallTime(milliseconds: milliseconds))
    health = Health(at: now)
  }

  /// Takes a change of the phase over.
  mutating func note(
    _ change: SessionChange, of configuration: SessionConfiguration, at now: ContinuousClock.Instant
  ) {
    let failure = change.reason.failure
    if change.to == .open, change.from != .degraded {
      diagnostics.recordOpen(at: now)
      health.receiveOpen(at: now)
    } else if change.from.isConnected, !change.to.isConnected {
      if change.reason == .disconnected { health.receiveClose(at: now) } else { health.receiveLoss(at: now) }
    }
    if let failure { diagnostics.recordFailure(failure, retryingAfter: change.next?.delay, at: now) }
    if change.reason == .disconnected { diagnostics.recordClose(at: now) }
    if let phase = ConnectionPhase(rawValue: change.to.rawValue) {
      diagnostics.recordTransition(to: phase, because: failure?.description, at: now)
    }
    situation.note(change, of: configuration, issues: health.issues(at: now).map(\.description))
    notifications.update(situation.situation, at: now)
  }

  /// Takes something over that happened.
  mutating func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    if situation.note(note) { notifications.update(situation.situation, at: now) }
    switch note {
    case .attempting: diagnostics.recordAttempt(at: now)
    case .roundTrip(let duration):
      health.receiveRoundTrip(duration)
      diagnostics.recordHeartbeatReceived(at: now)
    case .hello(let bytes):
      guard let message = try? JSONValue(parsing: bytes) else { return }
      diagnostics.recordHello(ServerHello(message), at: now)
    case .serverError(let error), .invalidMessage(let error):
      health.receiveOutcome(succeeded: false, at: now)
      tell(.serverError(error), "server_error", at: now)
    case .renewalFailed(let reason): tell(.renewalFailed(reason), "renewal", at: now)
    case .pollFailed(let room, let reason): tell(.pollFailed(room: room, reason: reason), "poll", at: now)
    // The change that follows tells of a failed attempt.
    case .attemptFailed, .renewing, .suspended, .resumed: return
    }
  }

  /// Posts what went wrong without an end of the connection, and writes it to the log.
  mutating func tell(_ notice: Notice, _ event: String, at now: ContinuousClock.Instant) {
    notifications.post(notice, at: now)
    diagnostics.recordTrouble(event, notice.text, at: now)
  }

  /// Lets time pass, notes when to call again, and returns the verdict where health changed.
  mutating func poll(_ deadline: inout ContinuousClock.Instant?, at now: ContinuousClock.Instant) -> Bool? {
    func note(_ time: ContinuousClock.Instant?) {
      guard let time else { return }
      deadline = deadline.map { min($0, time) } ?? time
    }
    note(notifications.poll(at: now))
    switch health.poll(at: now) {
    case .degrade: return false
    case .recover: return true
    case .wait(let time): note(time)
    case .rest: break
    }
    return nil
  }
}
