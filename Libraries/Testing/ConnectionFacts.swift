import TautBackoff
import TautSession

/// What is so about a client's connection, as its session told it: what its user is shown is measured by it.
struct ConnectionFacts {
  private let fallback: SessionConfiguration.Fallback
  private(set) var phase = SessionPhase.idle
  /// When the phase became what it is.
  private(set) var start: ContinuousClock.Instant?
  /// When the attempt that is waited for begins.
  private(set) var next: ContinuousClock.Instant?
  private(set) var isSuspended = false
  /// Since when the program goes on.
  private(set) var resumed: ContinuousClock.Instant?
  /// What failed last, and has to do with the present attempt.
  private var failure: SessionError?
  /// Why nobody tries any more.
  private var end: SessionError?

  /// Whether nothing has to be said, as the user clicked it away.
  private(set) var isDismissed = false
  private var quietUntil: ContinuousClock.Instant?

  init(fallback: SessionConfiguration.Fallback) {
    self.fallback = fallback
  }

  mutating func note(_ change: SessionChange) {
    let isNew = change.from.isConnected != change.to.isConnected
    if isNew { start = change.time }
    if case .asked = change.reason, next == nil { failure = nil }
    if isNew || isDismissed && change.reason.isNews { isDismissed = quietUntil.map { change.time < $0 } ?? false }
    phase = change.to
    next = change.next?.start
    end = nil
    switch change.reason {
    case .lost(let error): failure = error
    case .gaveUp(let error): end = error
    case .opened, .serverAsked, .disconnected, .switchedOff: failure = nil
    case .asked, .delayOver, .conditionsChanged, .unhealthy, .healthy: break
    }
  }

  /// An attempt begins.
  mutating func noteAttempt() { next = nil }

  mutating func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    switch note {
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

  /// What a notice about the connection has to say, if anything.
  var claim: NoticeClaim? {
    if phase.isConnected { return .connected }
    if let end { return end.isRefusedToken ? .signInNeeded : .over }
    switch phase {
    case .reconnecting, .failed:
      if isSuspended, next != nil { return .suspended }
      return failure?.isRefusedToken == true ? .tokenRefused : .trying
    case .fallback: return fallback == .simulate ? .simulated : nil
    case .idle, .connecting, .open, .degraded: return nil
    }
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
}
