import TautBackoff
import TautDiagnostics
public import TautSession

/// Keeps up what a user has to know about a session, out of what the session tells.
///
/// Hand every change and every note of the session over, in their order, and ``situation`` on to
/// ``Notifications/update(_:at:)``: then state and notifications explain each other at each moment.
///
/// ```swift
/// if situation.note(note) { notifications.update(situation.situation, at: now) }
/// ```
public struct SessionSituation: Sendable {
  /// Whether the program simulates data where it has given up and the session's fallback says so.
  ///
  /// Default: true.
  public var simulatesInFallback = true

  /// What a user has to know now.
  public private(set) var situation = ConnectionSituation(.idle)

  /// The situation of a session that does nothing yet.
  public init() {}

  /// Takes a change of the phase over.
  ///
  /// - Parameters:
  ///   - change: The change.
  ///   - configuration: The session's present configuration.
  ///   - issues: What keeps the connection from doing well, as a user reads it.
  public mutating func note(
    _ change: SessionChange, of configuration: SessionConfiguration, issues: [String] = []
  ) {
    guard let phase = ConnectionPhase(rawValue: change.to.rawValue) else { return }
    keepUpAttempt(change)
    keepUpRestart(change)
    situation.phase = phase
    // Health is no business of the attempt that a server asked for.
    if !change.isAboutHealth { situation.nextAttempt = change.next?.start }
    situation.maximumAttempts = configuration.backoff.maximumAttempts
    situation.issues = issues
    situation.isPolling = phase == .fallback && configuration.fallback == .poll
    let simulates = phase == .fallback && configuration.fallback == .simulate && simulatesInFallback
    situation.isSimulating = simulates || phase == .open && change.reason == .simulating
  }

  /// The attempt that follows still has to do with the failure before it; a connection, and a new beginning, have not.
  private mutating func keepUpAttempt(_ change: SessionChange) {
    switch change.reason {
    case .lost, .gaveUp, .serverAsked:
      situation.failure = change.reason.failure
      situation.attempt = change.next.flatMap { $0.number > 0 ? $0.number : nil }
    case .delayOver, .conditionsChanged: break
    case .asked where situation.nextAttempt != nil: break
    case .asked, .disconnected, .opened, .unhealthy, .healthy, .switchedOff, .simulating, .simulationEnded:
      situation.failure = nil
      situation.attempt = nil
    }
  }

  /// A restart that the server announced is told until the attempt after it has ended.
  private mutating func keepUpRestart(_ change: SessionChange) {
    switch change.reason {
    case .serverAsked: situation.isRestarting = true
    case .lost(let error): situation.isRestarting = ConnectionFailure(error).isRestart
    case .delayOver, .unhealthy, .healthy: break
    case .asked where situation.nextAttempt != nil: break
    case .conditionsChanged where !change.from.isConnected: break
    case .asked, .conditionsChanged, .opened, .gaveUp, .disconnected, .switchedOff, .simulating, .simulationEnded:
      situation.isRestarting = false
    }
  }

  /// Takes a note over, and tells whether the situation is another one after it.
  public mutating func note(_ note: SessionNote) -> Bool {
    let last = situation
    switch note {
    case .attempting: situation.nextAttempt = nil
    case .restartAnnounced(let next, _):
      situation.isRestarting = true
      situation.nextAttempt = next.start
    case .suspended: situation.isSuspended = true
    case .resumed: situation.isSuspended = false
    case .attemptFailed, .roundTrip, .hello, .serverError, .invalidMessage, .renewing, .renewalFailed, .pollFailed,
      .unanswered:
      return false
    }
    return situation != last
  }
}

extension SessionChange {
  /// Whether the connection stays, and does well or not.
  var isAboutHealth: Bool { reason == .healthy || reason == .unhealthy }
}
