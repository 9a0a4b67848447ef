import TautBackoff
public import TautDiagnostics
public import TautHealth
import TautJSON
public import TautSession

/// What is known about a session's connection: for its developer, for whoever measures it, and for its user.
///
/// Hand every change and every note of the session over, in their order, call ``poll(_:at:)`` after them and at the time
/// that it returns, and tell the session the verdict: then the phase, diagnostics, health and notifications say the same
/// at each moment.
///
/// ```swift
/// report.note(change, of: session.configuration, at: now)
/// if let verdict = report.poll(&deadline, at: now) { session.receiveHealth(isHealthy: verdict, at: now, into: &output) }
/// ```
public struct SessionReport: Sendable {
  /// The state, the attempts and the log; what goes over the connection is recorded here by whoever sends and receives it.
  public var diagnostics: Diagnostics

  /// How well the connection serves.
  public private(set) var health: Health

  /// What the user is told.
  public var notifications = Notifications()

  private var watch = SessionSituation()
  /// Whether something happened since health was asked, and when it wants to be asked although nothing did.
  private var isHealthNews = true
  private var healthDue: ContinuousClock.Instant?
  /// The gap that was told last: the subscriptions of a room lose the same at the same moment.
  private var lastGap: (room: String, gap: SessionGap, time: ContinuousClock.Instant)?

  /// The report of a session that does nothing yet.
  ///
  /// - Parameters:
  ///   - configuration: The session's configuration.
  ///   - id: The client's id.
  ///   - policy: What a healthy connection is.
  ///   - simulatesInFallback: Whether the program simulates data after giving up, where the session's fallback says so.
  ///   - now: The present.
  ///   - milliseconds: The present in milliseconds since 1970.
  public init(
    _ configuration: SessionConfiguration, id: String, health policy: HealthPolicy = HealthPolicy(),
    simulatesInFallback: Bool = true, at now: ContinuousClock.Instant, milliseconds: Int64
  ) {
    watch.simulatesInFallback = simulatesInFallback
    diagnostics = Diagnostics(
      clientID: id, url: configuration.url ?? "", at: now, time: WallTime(milliseconds: milliseconds))
    health = Health(policy, at: now)
  }

  /// What a user has to know now.
  public var situation: ConnectionSituation { watch.situation }

  // MARK: What the session tells

  /// Takes a change of the phase over.
  public mutating func note(
    _ change: SessionChange, of configuration: SessionConfiguration, at now: ContinuousClock.Instant
  ) {
    measure(change, at: now)
    watch.note(change, of: configuration, issues: health.issues(at: now).map(\.description))
    health.isSimulating = situation.isSimulating
    record(change, at: now)
    diagnostics.recordSimulation(situation.isSimulating, at: now)
    notifications.update(situation, at: now)
  }

  private mutating func measure(_ change: SessionChange, at now: ContinuousClock.Instant) {
    isHealthNews = true
    if change.reason == .opened {
      health.receiveOpen(at: now)
    } else if change.from.isConnected, !change.to.isConnected {
      let isWished = [.disconnected, .simulating, .simulationEnded].contains(change.reason)
      if isWished { health.receiveClose(at: now) } else { health.receiveLoss(at: now) }
    }
  }

  private mutating func record(_ change: SessionChange, at now: ContinuousClock.Instant) {
    let failure = change.reason.failure
    if change.reason == .opened { diagnostics.recordOpen(at: now) }
    if let failure { diagnostics.recordFailure(failure, retryingAfter: change.next.map { $0.start - now }, at: now) }
    // The mode closes what there was.
    let isEnd = change.reason == .disconnected || change.reason == .simulating && change.to == .idle
    if isEnd { diagnostics.recordClose(at: now) }
    let reason = change.reason == .unhealthy ? issues(at: now) : failure?.description
    if change.to == .fallback {
      diagnostics.recordFallback(because: reason ?? "there is nothing to connect to", at: now)
    } else if let phase = ConnectionPhase(rawValue: change.to.rawValue) {
      diagnostics.recordTransition(to: phase, because: reason, at: now)
    }
  }

  private func issues(at now: ContinuousClock.Instant) -> String {
    health.issues(at: now).map(\.description).joined(separator: ", ")
  }

  /// Takes something over that happened.
  public mutating func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    if watch.note(note) { notifications.update(situation, at: now) }
    switch note {
    case .attempting: diagnostics.recordAttempt(at: now)
    case .restartAnnounced(let next, let reason):
      diagnostics.recordAnnouncement(reason, reconnectingAfter: next.start - now, at: now)
    case .roundTrip(let duration):
      health.receiveRoundTrip(duration)
      isHealthNews = true
      diagnostics.recordHeartbeatReceived(at: now)
    case .hello(let bytes):
      guard let message = try? JSONValue(parsing: bytes) else { return }
      diagnostics.recordHello(ServerHello(message), at: now)
    case .serverError(let error), .invalidMessage(let error):
      health.receiveOutcome(succeeded: false, at: now)
      isHealthNews = true
      tell(.serverError(error), "server_error", at: now)
    case .renewalFailed(let reason): tell(.renewalFailed(reason), "renewal", at: now)
    case .unanswered(let room, let time): tell(.unanswered(room: room, for: time), "subscription", at: now)
    case .pollFailed(let room, let reason): tell(.pollFailed(room: room, reason: reason), "poll", at: now)
    // The change that follows tells of a failed attempt.
    case .attemptFailed, .renewing, .suspended, .resumed: return
    }
  }

  /// Posts what went wrong without an end of the connection, and writes it to the log as an event of this name.
  public mutating func tell(_ notice: Notice, _ event: String, at now: ContinuousClock.Instant) {
    notifications.post(notice, at: now)
    diagnostics.recordTrouble(event, notice.text, at: now)
  }

  /// Tells the user what a subscription to a room lost; once where the subscriptions of the room lost the same together.
  public mutating func note(_ gap: SessionGap, of room: String, at now: ContinuousClock.Instant) {
    if let lastGap, lastGap == (room, gap, now) { return }
    lastGap = (room, gap, now)
    tell(.missed(room: room, count: gap.size), "gap", at: now)
  }

  // MARK: Time

  /// Lets time pass, notes when to call again, and returns a verdict that the session does not know: whether its connection
  /// is healthy.
  public mutating func poll(_ deadline: inout ContinuousClock.Instant?, at now: ContinuousClock.Instant) -> Bool? {
    func note(_ time: ContinuousClock.Instant?) {
      guard let time else { return }
      deadline = deadline.map { min($0, time) } ?? time
    }
    note(notifications.poll(at: now))
    if isHealthNews || healthDue.map({ $0 <= now }) ?? false { askHealth(at: now) }
    note(healthDue)
    // A connection that was lost degraded comes back degraded, until it has proved better.
    guard health.openSince != nil, health.isDegraded != (situation.phase == .degraded) else { return nil }
    return !health.isDegraded
  }
  /// The verdict is in ``health``; what the score is made of only fades meanwhile.
  private mutating func askHealth(at now: ContinuousClock.Instant) {
    isHealthNews = false
    healthDue = if case .wait(let time) = health.poll(at: now) { time } else { nil }
  }
}
