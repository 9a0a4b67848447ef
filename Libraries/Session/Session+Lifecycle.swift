import TautBackoff
import TautHeartbeat
public import TautFraming

extension Session {
  /// Begins to connect, and stays at it.
  ///
  /// Without a URL, or with connecting switched off, it goes to the fallback at once, which is no error. While a connection
  /// is there or being made it does nothing; while the next attempt is waited for it makes it now. In the simulation mode it is
  /// ready at once.
  public mutating func connect(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    wantsConnection = true
    guard open == nil, !isSimulating else { return }
    if configuration.isSimulated { return beginSimulation(at: now, into: &output) }
    switch stage {
    case .opening, .asking: return
    case .resting, .waiting: break
    }
    guard configuration.isEnabled, configuration.url != nil else { return switchOff(at: now, into: &output) }
    if case .resting = stage {
      backoff.reset()
      refusal = nil
    }
    let isFirst = phase == .idle || phase == .fallback
    attempt(.asked, phase: isFirst ? .connecting : .reconnecting, at: now, into: &output)
  }

  /// Ends the connection for good: nothing is tried until the next `connect`.
  ///
  /// All requests and queued messages are settled with ``SessionError/disconnected``; subscriptions stay, and are restored
  /// by the next `connect`.
  public mutating func disconnect(
    _ code: CloseCode = .normalClosure, reason: String = "", at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) {
    wantsConnection = false
    leave(code, reason, into: &output)
    nextPoll = nil
    settleAll(.disconnected, into: &output)
    move(to: .idle, .disconnected, at: now, into: &output)
  }

  /// Records that the program is put to sleep: no heartbeat, no attempts, no polls until `resume` (S3's hidden tab).
  ///
  /// An open connection stays open.
  public mutating func suspend(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard !isSuspended else { return }
    isSuspended = true
    open?.heartbeat.pause()
    output.actions.append(.note(.suspended))
  }

  /// Records that the program goes on: the server is asked at once whether it is still there.
  ///
  /// Where the connection was lost meanwhile, the next attempt is made when its delay is over.
  public mutating func resume(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard isSuspended else { return }
    isSuspended = false
    open?.heartbeat.resume()
    output.actions.append(.note(.resumed))
    run(at: now, into: &output)
  }

  /// Records that the network is another one: a connection is asked at once whether it lives, an attempt that is waited for
  /// is made now.
  public mutating func networkChanged(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard !isSuspended else { return }
    open?.heartbeat.pause()
    open?.heartbeat.resume()
    if case .waiting = stage { return attempt(.conditionsChanged, phase: .reconnecting, at: now, into: &output) }
    run(at: now, into: &output)
  }

  /// Records that somebody who measures it finds the connection well or unwell.
  public mutating func receiveHealth(
    isHealthy: Bool, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard open != nil else { return }
    move(to: isHealthy ? .open : .degraded, isHealthy ? .healthy : .unhealthy, at: now, into: &output)
  }

  /// Changes the configuration.
  ///
  /// Another URL, or switching on or off, takes effect at once: a connection is closed and another one made. The rest
  /// counts from the next decision on.
  public mutating func setConfiguration(
    _ new: SessionConfiguration, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    let old = configuration
    let wasSimulating = isSimulating
    configuration = new
    backoff.policy = new.backoff
    if new.isPersistent, hasConnected { waitForEver() }
    open?.heartbeat.policy = new.heartbeat
    if old.isSimulated != new.isSimulated {
      if wasSimulating { return endSimulation(at: now, into: &output) }
      if phase != .idle, new.isSimulated { return beginSimulation(at: now, into: &output) }
    }
    guard phase != .idle, !isSimulating, old.url != new.url || old.isEnabled != new.isEnabled else { return }
    let wasConnected = phase.isConnected
    leave(.normalClosure, "the configuration changed", into: &output)
    backoff.reset()
    refusal = nil
    guard new.isEnabled, new.url != nil else { return switchOff(at: now, into: &output) }
    if wasConnected { endRequests(.disconnected, into: &output) }
    let isFirst = phase == .fallback || phase == .connecting
    attempt(.conditionsChanged, phase: isFirst ? .connecting : .reconnecting, at: now, into: &output)
  }

  /// There is nothing to connect to: only the fallback.
  mutating func switchOff(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    endRequests(.notConnected, into: &output)
    if phase == .fallback { return }
    enterFallback(.switchedOff, at: now, into: &output)
  }

  /// There is no link any more, and none is being made.
  mutating func forgetLink() {
    stage = .resting
    open = nil
    rooms.forgetLink()
    queue.forgetLink()
  }

  /// Leaves whatever link there is.
  mutating func leave(_ code: CloseCode, _ reason: String, into output: inout SessionOutput) {
    if case .opening(let id, _) = stage { output.actions.append(.abort(id)) }
    if let open { output.actions.append(.close(open.id, code, reason: reason)) }
    forgetLink()
    rooms.forgetPolls()
  }
}
