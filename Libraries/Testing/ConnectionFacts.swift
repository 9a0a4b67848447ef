import TautBackoff
import TautFraming
import TautSession

/// What is so about a client's connection, as its session told it: what its user is shown is measured by it.
struct ConnectionFacts {
  private let fallback: SessionConfiguration.Fallback
  private(set) var phase = SessionPhase.idle
  /// When what there is to say became what it is.
  private(set) var start: ContinuousClock.Instant?
  /// When the attempt that is waited for begins.
  private(set) var next: ContinuousClock.Instant?
  private(set) var isSuspended = false
  /// Since when the program goes on.
  private(set) var resumed: ContinuousClock.Instant?
  /// What failed last, and has to do with the present attempt.
  private var failure: SessionError?
  /// Why nobody tries any more.
  private(set) var end: SessionError?
  /// Whether simulated data take the connection's place.
  private(set) var isSimulated = false
  /// Whether the server said that it restarts, and the connection is not back.
  private var isAnnounced = false

  /// Whether nothing has to be said, as the user clicked it away.
  private(set) var isDismissed = false
  private var quietUntil: ContinuousClock.Instant?

  init(fallback: SessionConfiguration.Fallback) {
    self.fallback = fallback
  }

  mutating func note(_ change: SessionChange) {
    let old = claim
    if case .asked = change.reason, next == nil { (failure, isAnnounced) = (nil, false) }
    phase = change.to
    isSimulated = change.reason == .simulating && change.to == .open
    if change.reason != .healthy, change.reason != .unhealthy { next = change.next?.start }
    end = nil
    switch change.reason {
    case .lost(let error): (failure, isAnnounced) = (error, error.isRestart)
    case .gaveUp(let error): (end, isAnnounced) = (error, false)
    case .serverAsked: (failure, isAnnounced) = (nil, true)
    case .opened, .disconnected, .switchedOff, .simulating, .simulationEnded: (failure, isAnnounced) = (nil, false)
    case .asked, .delayOver, .conditionsChanged, .unhealthy, .healthy: break
    }
    settle(old, isNews: change.reason.isNews, at: change.time)
  }

  /// The server's words arrived that it restarts.
  mutating func noteAnnouncement(at now: ContinuousClock.Instant) {
    let old = claim
    isAnnounced = phase.isConnected
    settle(old, isNews: false, at: now)
  }

  /// An attempt begins.
  mutating func noteAttempt() { next = nil }

  mutating func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    switch note {
    case .restartAnnounced(let attempt, _): next = attempt.start
    case .suspended: isSuspended = true
    case .resumed:
      isSuspended = false
      resumed = now
    default: break
    }
  }

  /// The user clicked the notice about the connection away: its topic is silent for a while.
  mutating func noteDismissal(at now: ContinuousClock.Instant) {
    isDismissed = true
    quietUntil = now + .seconds(30)
  }

  /// Something else has to be said than before, or the same anew: a silence is kept until its end.
  private mutating func settle(_ old: NoticeClaim?, isNews: Bool, at now: ContinuousClock.Instant) {
    let isOther = claim != old
    if isOther { start = now }
    if isOther || isDismissed && isNews { isDismissed = quietUntil.map { now < $0 } ?? false }
  }

  /// Whether data are simulated, in the simulation mode or after giving up.
  var simulates: Bool { isSimulated || phase == .fallback && fallback == .simulate }

  /// Whether the server has announced that it ends the connection which is still there.
  var awaitsRestart: Bool { isConnected && isAnnounced }

  /// Whether there is a connection to a server.
  var isConnected: Bool { phase.isConnected && !isSimulated }

  /// What a notice about the connection has to say, if anything.
  var claim: NoticeClaim? {
    if isSimulated { return .simulated }
    if phase.isConnected { return isAnnounced ? restart : phase == .degraded ? .degraded : .connected }
    if let end { return end.isRefusedToken ? .signInNeeded : .over }
    switch phase {
    case .reconnecting, .failed:
      if isAnnounced { return restart }
      if isSuspended, next != nil { return .suspended }
      return failure?.isRefusedToken == true ? .tokenRefused : .trying
    case .fallback: return fallback == .simulate ? .simulated : nil
    case .idle, .connecting, .open, .degraded: return nil
    }
  }

  private var restart: NoticeClaim {
    if !phase.isConnected, next == nil { return .returning }
    return isSuspended ? .restartingSuspended : .restarting
  }
}

extension SessionChange.Reason {
  /// Whether it is told even where it was told before that there is no connection.
  fileprivate var isNews: Bool {
    switch self {
    case .lost, .gaveUp: true
    default: false
    }
  }
}

extension SessionError {
  fileprivate var isRefusedToken: Bool {
    if case .gaveUp(_, let last) = self { last.concernsToken } else { concernsToken }
  }

  /// Whether a close code says that the server restarts.
  fileprivate var isRestart: Bool {
    if case .closed(.serviceRestart, _) = self { true } else { false }
  }
}
