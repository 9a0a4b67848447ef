import TautFraming
internal import TautJSON

/// What happens to the connection.
extension Diagnostics {
  /// Records another URL, for the attempts to come; tokens in it are masked.
  public mutating func recordURL(_ url: String) {
    self.url = URLMask.masked(url)
  }

  /// Records that the connection is in another phase, and why, where that is not told otherwise.
  public mutating func recordTransition(
    to next: ConnectionPhase, because reason: String? = nil, at now: ContinuousClock.Instant
  ) {
    phaseReason = reason
    guard next != phase else { return }
    var fields: JSONObject = ["from": .string(phase.rawValue), "to": .string(next.rawValue)]
    if let reason { fields["reason"] = .string(reason) }
    write(.info, "transition", "transition from \(phase.rawValue) to \(next.rawValue)", fields, at: now)
    phase = next
    phaseStart = now
    if next != .fallback { fallbackReason = nil }
  }

  /// Records that an attempt begins.
  public mutating func recordAttempt(at now: ContinuousClock.Instant) {
    endAttempt(.closed, at: now)
    stats.totalAttempts += 1
    nextAttempt = nil
    wasClosedByProgram = false
    currentAttempt = ConnectionAttempt(number: stats.totalAttempts, startedAt: time(at: now))
    let fields: JSONObject = ["attempt": .number(JSONNumber(stats.totalAttempts)), "url": .string(url)]
    write(.info, "attempt", "Attempting WebSocket connection", fields, at: now)
  }

  /// Records that the attempt succeeded.
  public mutating func recordOpen(at now: ContinuousClock.Instant) {
    stats.successfulConnections += 1
    openSince = now
    noteActivity(at: now)
    let time = time(at: now)
    currentAttempt?.outcome = .open
    currentAttempt?.openedAt = time
  }

  /// Records what the server said about itself.
  public mutating func recordHello(_ hello: ServerHello, at now: ContinuousClock.Instant) {
    self.hello = hello
    let features = JSONValue.array(hello.features.map(JSONValue.string))
    write(.info, "hello", "Received hello message from server", ["features": features], at: now)
  }

  /// Records that the server announced that it ends the connection, as when it restarts.
  ///
  /// - Parameters:
  ///   - reason: The server's reason; may be empty.
  ///   - delay: The time until the attempt that follows.
  ///   - now: The present.
  public mutating func recordAnnouncement(
    _ reason: String, reconnectingAfter delay: Duration, at now: ContinuousClock.Instant
  ) {
    announcement = reason
    nextAttempt = now + delay
    let fields: JSONObject = [
      "reason": .string(reason), "next_delay_ms": .number(JSONNumber(delay.wholeMilliseconds)),
    ]
    write(.warning, "restart", "Server announced a restart, reconnecting in \(delay.text)", fields, at: now)
  }

  /// Records that the attempt failed, or that the connection was lost.
  ///
  /// - Parameters:
  ///   - failure: What happened.
  ///   - delay: The time until the next attempt; nil when there will be none.
  ///   - now: The present.
  public mutating func recordFailure(
    _ failure: ConnectionFailure, retryingAfter delay: Duration? = nil, at now: ContinuousClock.Instant
  ) {
    lastFailure = failure
    nextAttempt = delay.map { now + $0 }
    currentAttempt?.errorType = failure.category
    currentAttempt?.error = failure.description
    currentAttempt?.closeCode = failure.closeCode?.rawValue
    currentAttempt?.nextDelayMs = delay?.wholeMilliseconds
    endAttempt(openSince == nil ? .failed : .lost, at: now)
    var fields: JSONObject = ["category": .string(failure.category.rawValue)]
    fields["close_code"] = failure.closeCode.map { .number(JSONNumber($0.rawValue)) }
    fields["next_delay_ms"] = delay.map { .number(JSONNumber($0.wholeMilliseconds)) }
    if failure.isRestart {
      write(.warning, "restart", "Connection closed: \(failure)", fields, at: now)
    } else {
      write(.error, "failure", "Connection failed: \(failure)", fields, at: now)
    }
  }

  /// Records that the connection was closed, or the attempt given up, as the program wished.
  public mutating func recordClose(at now: ContinuousClock.Instant) {
    nextAttempt = nil
    wasClosedByProgram = true
    endAttempt(.closed, at: now)
    write(.info, "close", "Connection closed", at: now)
  }

  /// Records that the program works without a connection from here on.
  public mutating func recordFallback(because reason: String, at now: ContinuousClock.Instant) {
    nextAttempt = nil
    recordTransition(to: .fallback, because: reason, at: now)
    fallbackReason = reason
    write(.warning, "fallback", "Entering fallback mode", ["reason": .string(reason)], at: now)
  }

  /// Records that something went wrong that did not end the connection.
  ///
  /// - Parameters:
  ///   - event: What it is about, for programs, such as `poll`.
  ///   - message: What happened, for people.
  ///   - now: The present.
  public mutating func recordTrouble(_ event: String, _ message: String, at now: ContinuousClock.Instant) {
    write(.warning, event, message, at: now)
  }

  /// Records whether simulated data take the connection's place.
  public mutating func recordSimulation(_ isOn: Bool, at now: ContinuousClock.Instant) {
    guard isOn != isSimulating else { return }
    isSimulating = isOn
    write(.warning, "simulation", isOn ? "Simulation active, no server is asked" : "Simulation ended", at: now)
  }

  private mutating func endAttempt(_ outcome: ConnectionAttempt.Outcome, at now: ContinuousClock.Instant) {
    openSince = nil
    announcement = nil
    guard var attempt = currentAttempt else { return }
    attempt.outcome = outcome
    attempt.endedAt = time(at: now)
    currentAttempt = nil
    if recentAttempts.count == Self.attemptLimit { recentAttempts.removeFirst() }
    recentAttempts.append(attempt)
  }

  mutating func write(
    _ level: LogEntry.Level, _ event: String, _ message: String, _ fields: JSONObject = [:],
    at now: ContinuousClock.Instant
  ) {
    log.write(level, event, message, fields, at: time(at: now))
  }
}

/// What goes over the connection.
extension Diagnostics {
  /// Records that a message came; it is counted by its type.
  public mutating func recordReceived(type: String, at now: ContinuousClock.Instant) {
    stats.messagesReceived += 1
    noteActivity(at: now)
    let isCounted = stats.messageCountsByType[type] != nil || stats.messageCountsByType.count < Self.typeLimit
    stats.messageCountsByType[isCounted ? type : Self.otherTypes, default: 0] += 1
  }

  /// Records that a message was sent.
  public mutating func recordSent(at now: ContinuousClock.Instant) {
    stats.messagesSent += 1
    noteActivity(at: now)
  }

  /// Records that a ping or a pong came.
  public mutating func recordHeartbeatReceived(at now: ContinuousClock.Instant) {
    stats.heartbeatsReceived += 1
    noteActivity(at: now)
  }

  /// Records that a ping or a pong was sent.
  public mutating func recordHeartbeatSent(at now: ContinuousClock.Instant) {
    stats.heartbeatsSent += 1
    noteActivity(at: now)
  }

  /// Writes a line with the figures: message counts, heartbeats, uptime (S2).
  public mutating func logStatistics(at now: ContinuousClock.Instant) {
    let stats = stats(at: now)
    let messages = "messages \(stats.messagesReceived) received, \(stats.messagesSent) sent"
    let heartbeats = "heartbeats \(stats.heartbeatsReceived) received, \(stats.heartbeatsSent) sent"
    let uptime = Duration.milliseconds(stats.currentUptimeMs).text
    let fields: JSONObject = [
      "messages_received": .number(JSONNumber(stats.messagesReceived)),
      "messages_sent": .number(JSONNumber(stats.messagesSent)),
      "heartbeats_received": .number(JSONNumber(stats.heartbeatsReceived)),
      "heartbeats_sent": .number(JSONNumber(stats.heartbeatsSent)),
      "current_uptime_ms": .number(JSONNumber(stats.currentUptimeMs)),
    ]
    write(.debug, "statistics", "Statistics: \(messages); \(heartbeats); uptime \(uptime)", fields, at: now)
  }
}
