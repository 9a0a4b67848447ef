import TautBackoff
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON

extension Session {
  /// Begins an attempt now.
  mutating func attempt(
    _ reason: SessionChange.Reason, phase: SessionPhase, at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) {
    links += 1
    let id = LinkID(rawValue: links)
    move(to: phase, reason, at: now, into: &output)
    output.actions.append(.note(.attempting(id)))
    schedulePoll(at: now)
    let deadline = now + configuration.connectTimeout
    guard configuration.usesTokenProvider else {
      stage = .opening(id, deadline: deadline)
      output.actions.append(.open(id, token: nil))
      return
    }
    tickets += 1
    stage = .asking(id, ticket: tickets, deadline: deadline)
    output.actions.append(.askToken(ticket: tickets))
  }

  // MARK: Tokens

  /// Answers ``SessionAction/askToken(ticket:)``; nil means that none is needed.
  public mutating func receiveToken(
    _ token: SessionToken?, ticket: UInt64, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    if case .asking(let id, ticket, let deadline) = stage {
      if let refusal, token?.text == refusal.token {
        return giveUp(.tokenRefused("the provider returned the same one"), at: now, into: &output)
      }
      self.token = token
      stage = .opening(id, deadline: deadline)
      output.actions.append(.open(id, token: token?.text))
    } else if let open, case .asked(ticket) = open.renewal {
      renew(with: token, at: now, into: &output)
    }
  }

  /// Records that the token provider failed.
  public mutating func receiveTokenFailure(
    _ text: String, ticket: UInt64, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    if case .asking(let id, ticket, _) = stage {
      fail(id, .tokenUnavailable(text), at: now, into: &output)
    } else if let open, case .asked(ticket) = open.renewal {
      renewalFailed(text, at: now, into: &output)
    }
  }

  /// Asks for a new token while the connection lives.
  mutating func askForRenewal(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    tickets += 1
    open?.renewal = .asked(ticket: tickets)
    output.actions.append(.askToken(ticket: tickets))
  }

  private mutating func renew(
    with token: SessionToken?, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let token, token.text != self.token?.text else {
      return renewalFailed("the provider returned no other token", at: now, into: &output)
    }
    self.token = token
    let renewal = renewal(of: token, at: now)
    open?.renewal = renewal
    output.actions.append(.note(.renewing))
    write(.authenticate, id: "a\(tickets)", at: now, into: &output) { json in
      json.beginObject()
      json.member("token", token.text)
      json.endObject()
    }
  }

  /// The provider is asked again when half of the time that is left is over, as long as there is some.
  private mutating func renewalFailed(
    _ text: String, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    output.actions.append(.note(.renewalFailed(text)))
    let next = (token?.expires).map { now + max(($0 - now) / 2, .seconds(1)) }
    open?.renewal = if let next, let expires = token?.expires, next < expires { .due(next) } else { .none }
  }

  private func renewal(of token: SessionToken?, at now: ContinuousClock.Instant) -> OpenLink.Renewal {
    guard configuration.usesTokenProvider, let expires = token?.expires else { return .none }
    return .due(max(expires - configuration.renewalMargin, now))
  }

  // MARK: Opening

  /// Records that the connection of an attempt is open.
  public mutating func receiveOpen(_ id: LinkID, at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard case .opening(id, _) = stage else { return }
    var link = OpenLink(id: id, heartbeat: Heartbeat(configuration.heartbeat, at: now))
    if isSuspended { link.heartbeat.pause() }
    link.renewal = renewal(of: token, at: now)
    stage = .resting
    open = link
    hasConnected = true
    if configuration.isPersistent { waitForEver() }
    refusal = nil
    nextPoll = nil
    rooms.forgetPolls()
    backoff.receiveOpen(at: now)
    move(to: .open, .opened, at: now, into: &output)
    subscribeAll(at: now, into: &output)
    sendQueue(at: now, into: &output)
    sendRequests(at: now, into: &output)
  }

  /// Records that an attempt failed.
  public mutating func receiveFailure(
    _ id: LinkID, _ error: SessionError, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard case .opening(id, _) = stage else { return }
    fail(id, error, at: now, into: &output)
  }

  /// Records that a connection is over.
  public mutating func receiveClosed(
    _ id: LinkID, _ error: SessionError, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let link = open, link.id == id else { return receiveFailure(id, error, at: now, into: &output) }
    lose(link, error, at: now, into: &output)
  }

  // MARK: Losing

  /// An attempt did not succeed; the driver knows, or has nothing to end.
  mutating func fail(
    _ id: LinkID, _ error: SessionError, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    output.actions.append(.note(.attemptFailed(id, error)))
    stage = .resting
    if error.concernsToken { return tokenRefused(error, at: now, into: &output) }
    guard error.isRecoverable || hasConnected && error.passesWithTime else {
      return giveUp(error, at: now, into: &output)
    }
    retry(after: error, phase: .failed, at: now, into: &output)
  }

  /// A connection is gone.
  mutating func lose(
    _ link: OpenLink, _ error: SessionError, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    forgetLink()
    endRequests(error, into: &output)
    if let planned = link.planned {
      stage = .waiting(planned.attempt)
      schedulePoll(at: now)
      return move(to: .reconnecting, .serverAsked(planned.reason), next: planned.attempt, at: now, into: &output)
    }
    if error.concernsToken { return tokenRefused(error, at: now, into: &output) }
    guard error.isRecoverable else { return giveUp(error, at: now, into: &output) }
    retry(after: error, phase: .reconnecting, at: now, into: &output)
  }

  /// The server does not want the token: another one may do, the same one will not.
  private mutating func tokenRefused(
    _ error: SessionError, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard configuration.usesTokenProvider else { return giveUp(error, at: now, into: &output) }
    refusal = TokenRefusal(token: token?.text)
    token = nil
    retry(after: error, phase: phase.isConnected ? .reconnecting : .failed, at: now, into: &output)
  }

  /// From now on no number of attempts ends it.
  mutating func waitForEver() {
    configuration.backoff.maximumAttempts = nil
    backoff.policy.maximumAttempts = nil
  }

  private mutating func retry(
    after error: SessionError, phase: SessionPhase, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    switch backoff.receiveFailure(error, retryAfter: error.retryAfter, at: now, using: &generator) {
    case .retry(let attempt):
      stage = .waiting(attempt)
      schedulePoll(at: now)
      move(to: phase, .lost(error), next: attempt, at: now, into: &output)
    case .giveUp(let attempts): giveUp(.gaveUp(attempts: attempts, last: error), at: now, into: &output)
    }
  }

  /// It is over until the program connects again.
  mutating func giveUp(
    _ error: SessionError, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    stage = .resting
    settleAll(error, into: &output)
    guard configuration.fallback == .stop else {
      return enterFallback(.gaveUp(error), at: now, into: &output)
    }
    nextPoll = nil
    if phase == .failed {
      // The phase stays, and somebody who waits for the next attempt has to know that there is none.
      output.actions.append(
        .changed(SessionChange(from: .failed, to: .failed, reason: .gaveUp(error), time: now, next: nil)))
    }
    move(to: .failed, .gaveUp(error), at: now, into: &output)
  }

  mutating func enterFallback(
    _ reason: SessionChange.Reason, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    stage = .resting
    move(to: .fallback, reason, at: now, into: &output)
    nextPoll = configuration.fallback == .poll ? now : nil
  }

  // MARK: The server's wishes

  /// The server asks this client to leave and to come back.
  mutating func reconnectRequired(
    after delay: Duration, jitter: Duration, reason: String, at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) {
    guard let link = open, link.planned == nil else { return }
    switch backoff.receiveReconnectRequired(after: delay, jitter: jitter, at: now, using: &generator) {
    case .retry(let attempt):
      open?.planned = OpenLink.Planned(attempt: attempt, reason: reason)
      output.actions.append(.note(.restartAnnounced(attempt, reason: reason)))
    case .giveUp(let attempts):
      output.actions.append(.close(link.id, .goingAway, reason: "too many reconnects"))
      forgetLink()
      giveUp(.gaveUp(attempts: attempts, last: .closed(.serviceRestart, reason: reason)), at: now, into: &output)
    }
  }

  /// The time has come to leave the link that the server wants to be rid of.
  mutating func leaveAsPlanned(
    _ link: OpenLink, _ planned: OpenLink.Planned, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    output.actions.append(.close(link.id, .goingAway, reason: "as the server asked"))
    forgetLink()
    endRequests(.closed(.serviceRestart, reason: planned.reason), into: &output)
    attempt(.serverAsked(planned.reason), phase: .reconnecting, at: now, into: &output)
  }
}

extension SessionError {
  /// What a server that is being deployed may answer for a while.
  fileprivate var passesWithTime: Bool {
    switch self {
    case .refused, .handshake: true
    default: false
    }
  }
}
