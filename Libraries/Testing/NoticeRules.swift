import TautDiagnostics
import TautNotifications
import TautSession

/// The rules by which the state of a connection and what its user is shown explain each other.
///
/// They hold at each moment; each returns what is wrong.
enum NoticeRules {
  /// How much later than promised an attempt may begin, since clocks count nanoseconds.
  private static let tolerance: Duration = .microseconds(1)

  /// All rules about what is shown.
  static func violation(
    _ indicator: StatusIndicator, _ toasts: [Toast], _ facts: ConnectionFacts, at now: ContinuousClock.Instant
  ) -> String? {
    words(toasts.map(\.notice), facts, at: now) ?? announcement(toasts, facts) ?? light(indicator, facts)
      ?? countdown(indicator, facts, at: now)
  }

  /// The one notice about the connection says what is so; a good one may have gone, as it goes by itself.
  static func words(_ shown: [Notice], _ facts: ConnectionFacts, at now: ContinuousClock.Instant) -> String? {
    let notices = shown.filter { $0.topic == Notice.connectionTopic }
    guard let notice = notices.first else {
      guard let claim = facts.claim, !facts.isDismissed else { return nil }
      let hasFaded = claim.lifetime.map { lifetime in facts.start.map { now >= $0 + lifetime } ?? true } ?? false
      return hasFaded ? nil : "nothing says that the state is \(claim)"
    }
    guard notices.count == 1 else { return "\(notices.count) notices are about the connection" }
    guard NoticeClaim(notice) != facts.claim else { return nil }
    return "\"\(notice.text)\" stands while \(facts.claim.map { "the state is \($0)" } ?? "there is nothing to say")"
  }

  /// Where the server announced its restart, the notice names the seconds to the attempt after it, from when it was said.
  static func announcement(_ toasts: [Toast], _ facts: ConnectionFacts) -> String? {
    guard facts.claim == .restarting, let next = facts.next,
      let toast = toasts.first(where: { $0.notice.topic == Notice.connectionTopic })
    else { return nil }
    let seconds = Int64((max(next - toast.time, .zero) / .seconds(1)).rounded(.up))
    return toast.notice.text.hasSuffix(" in \(seconds) s")
      ? nil : "\"\(toast.notice.text)\" stands, and it was \(seconds) s to the attempt"
  }

  /// The indicator is green while all is well, and says connected exactly while there is a connection.
  static func light(_ indicator: StatusIndicator, _ facts: ConnectionFacts) -> String? {
    let isRight =
      (indicator.color == .green) == (facts.phase == .open && !facts.isSimulated)
      && indicator.label.hasPrefix("Connected") == facts.isConnected
    return isRight ? nil : "the indicator is \(indicator.color), \(indicator.label), in the phase \(facts.phase)"
  }

  /// While there is a connection, it is degraded exactly where its health says so.
  static func health(isDegraded: Bool, _ facts: ConnectionFacts) -> String? {
    guard facts.isConnected, isDegraded != (facts.phase == .degraded) else { return nil }
    return "the connection's health is \(isDegraded ? "degraded" : "good") in the phase \(facts.phase)"
  }

  /// The diagnostics say of the connection what is so: its phase, simulated data, an announced restart.
  static func diagnostics(_ diagnostics: Diagnostics, _ facts: ConnectionFacts) -> String? {
    if diagnostics.phase.rawValue != facts.phase.rawValue {
      return "the diagnostics are in the phase \(diagnostics.phase), and the session in \(facts.phase)"
    }
    if diagnostics.isSimulating != facts.simulates {
      return "the diagnostics say that data are \(diagnostics.isSimulating ? "" : "not ")simulated"
    }
    guard diagnostics.isRestartAnnounced != facts.awaitsRestart else { return nil }
    return "the diagnostics say that \(diagnostics.isRestartAnnounced ? "a" : "no") restart is announced"
  }

  /// The countdown names the seconds until the attempt that is waited for, and is there only while one is.
  static func countdown(
    _ indicator: StatusIndicator, _ facts: ConnectionFacts, at now: ContinuousClock.Instant
  ) -> String? {
    guard let next = facts.next, !facts.isSuspended else {
      return indicator.countdown.map { "a countdown says \($0) s, and no attempt is waited for" }
    }
    guard let countdown = indicator.countdown else { return "no countdown to the attempt in \(next - now)" }
    let left = max(next - now, .zero)
    let isRight = .seconds(countdown) >= left && .seconds(countdown - 1) < left || countdown == 0 && left == .zero
    return isRight ? nil : "a countdown says \(countdown) s to the attempt in \(left)"
  }

  /// The attempt that a countdown promised is not late, counted from when the client's machine is awake.
  static func punctuality(
    _ facts: ConnectionFacts, since ready: ContinuousClock.Instant, at now: ContinuousClock.Instant
  ) -> String? {
    guard let next = facts.next, !facts.isSuspended else { return nil }
    let due = max(next, ready, facts.resumed ?? next)
    return now > due + tolerance ? "an attempt was promised \(now - due) ago" : nil
  }
}
