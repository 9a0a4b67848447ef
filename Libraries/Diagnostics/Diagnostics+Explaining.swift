internal import TautFraming

extension Diagnostics {
  /// Says why the connection is where it is, and what to do.
  public func explain(at now: ContinuousClock.Instant) -> Explanation {
    var advice = TroubledConnection(self).advice
    if isSimulating, phase == .open { advice = ["leave the simulation mode to connect"] }
    if announcement != nil { advice += ConnectionFailure.closed(.serviceRestart, reason: "").advice }
    if phase == .fallback { advice += TroubleshootingTopic.fallbackMode.advice }
    return Explanation(summary: summary(at: now), causes: causes, advice: advice.withoutDuplicates)
  }

  private func summary(at now: ContinuousClock.Instant) -> String {
    let since = max(now - phaseStart, .zero).text
    switch phase {
    case .open where isSimulating: return "not connected, with simulated data for \(since)"
    case .fallback where isSimulating: return "working without a connection for \(since), with simulated data"
    case .idle:
      return wasClosedByProgram ? "not connected: the program closed the connection" : "not connected: nobody asked"
    case .connecting: return "connecting to \(url) for \(since)"
    case .open: return "connected to \(url) for \(uptime(at: now))\(restart(at: now))"
    case .degraded:
      return "connected to \(url) for \(uptime(at: now)), and not doing well for \(since)\(restart(at: now))"
    case .reconnecting: return "reconnecting for \(since)\(nextStep(at: now))"
    case .failed: return "not connected for \(since)\(nextStep(at: now))"
    case .fallback: return "working without a connection for \(since)"
    }
  }

  private func uptime(at now: ContinuousClock.Instant) -> String {
    Duration.milliseconds(stats(at: now).currentUptimeMs).text
  }

  /// What the server announced.
  private func restart(at now: ContinuousClock.Instant) -> String {
    guard announcement != nil, let nextAttempt else { return "" }
    return "; the server restarts, and attempt \(stats.totalAttempts + 1) follows in "
      + max(nextAttempt - now, .zero).text
  }

  /// What is being done about it.
  private func nextStep(at now: ContinuousClock.Instant) -> String {
    if let currentAttempt { return "; attempt \(currentAttempt.number) is being made" }
    guard let nextAttempt else { return "; no further attempt will be made" }
    return "; attempt \(stats.totalAttempts + 1) follows in \(max(nextAttempt - now, .zero).text)"
  }

  /// The chain: the reason of the phase, then the failures in a row, and the connection that was lost before them.
  private var causes: [String] {
    let announced = announcement.map { [ConnectionFailure.closed(.serviceRestart, reason: $0).description] } ?? []
    let reason = announced + (phaseReason.map { [$0] } ?? [])
    switch phase {
    case .open where isSimulating: return ["the program is in the simulation mode"]
    case .idle: return reason
    case .open, .degraded, .connecting, .reconnecting, .failed, .fallback: return reason + failuresInARow
    }
  }

  private var failuresInARow: [String] {
    var failures: [String] = []
    for attempt in recentAttempts.reversed() {
      guard let error = attempt.error, let type = attempt.errorType else { break }
      failures.append("\(Self.start(of: attempt)): \(error) [\(type.rawValue)]")
      if attempt.outcome == .lost { break }
    }
    return failures
  }

  private static func start(of attempt: ConnectionAttempt) -> String {
    guard let uptime = attempt.uptime else { return "attempt \(attempt.number) failed" }
    return "the connection of attempt \(attempt.number) was lost after \(uptime.text)"
  }
}

extension [String] {
  /// Each element once, where it stands first.
  var withoutDuplicates: [String] {
    reduce(into: []) { all, text in
      if !all.contains(text) { all.append(text) }
    }
  }
}
