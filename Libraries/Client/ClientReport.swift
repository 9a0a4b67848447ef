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
  private let maximumAttempts: Int?
  private let fallback: SessionConfiguration.Fallback

  init(
    _ configuration: SessionConfiguration, id: String, at now: ContinuousClock.Instant, _ milliseconds: Int64
  ) {
    diagnostics = Diagnostics(
      clientID: id, url: configuration.url ?? "", at: now, time: WallTime(milliseconds: milliseconds))
    health = Health(at: now)
    maximumAttempts = configuration.backoff.maximumAttempts
    fallback = configuration.fallback
  }

  /// Takes a change of the phase over.
  mutating func note(_ change: SessionChange, failures: Int, at now: ContinuousClock.Instant) {
    let failure = change.reason.error.map(ConnectionFailure.init)
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
      tell(phase, failure, change, failures, at: now)
    }
  }

  private mutating func tell(
    _ phase: ConnectionPhase, _ failure: ConnectionFailure?, _ change: SessionChange, _ failures: Int,
    at now: ContinuousClock.Instant
  ) {
    var situation = ConnectionSituation(phase)
    situation.attempt = failures > 0 ? failures : nil
    situation.maximumAttempts = maximumAttempts
    situation.nextAttempt = change.next?.start
    situation.failure = failure
    situation.issues = health.issues(at: now).map(\.description)
    situation.isPolling = phase == .fallback && fallback == .poll
    situation.isSimulating = phase == .fallback && fallback == .simulate
    notifications.update(situation, at: now)
  }

  /// Takes something over that happened.
  mutating func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    switch note {
    case .attempting: diagnostics.recordAttempt(at: now)
    case .roundTrip(let duration):
      health.receiveRoundTrip(duration)
      diagnostics.recordHeartbeatReceived(at: now)
    case .hello(let bytes):
      guard let message = try? JSONValue(parsing: bytes) else { return }
      diagnostics.recordHello(ServerHello(message), at: now)
    case .serverError, .invalidMessage: health.receiveOutcome(succeeded: false, at: now)
    case .attemptFailed, .renewing, .renewalFailed, .pollFailed: return
    }
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

extension SessionChange.Reason {
  /// The error that is the reason, where one is.
  fileprivate var error: SessionError? {
    switch self {
    case .lost(let error): error
    case .gaveUp(.gaveUp(_, let last)): last
    case .gaveUp(let error): error
    default: nil
    }
  }
}

extension ConnectionFailure {
  /// What an error of a session is for the diagnostics.
  fileprivate init(_ error: SessionError) {
    switch error {
    case .network(let text): self = .system(code: 0, text)
    case .tls(let text): self = .tls(text)
    case .connectTimeout(let limit): self = .connectTimeout(limit)
    case .refused(let status, let reason, _): self = .refused(status: status, reason: reason)
    case .handshake(let text): self = .handshake(text)
    case .closed(let code, let reason): self = .closed(code, reason: reason)
    case .lost(let text): self = .closed(.abnormalClosure, reason: text)
    case .silent(let limit): self = .heartbeatTimeout(limit)
    default: self = .other(error.description)
    }
  }
}
