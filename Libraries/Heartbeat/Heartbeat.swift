/// Decides when to ping a peer and when to give it up.
///
/// A heartbeat reads no clock and sends nothing. Pass the time in and carry out the ``Action`` that comes back. It does
/// not care what a ping is: a frame of RFC 6455, a JSON message, or both.
///
/// ```swift
/// var heartbeat = Heartbeat(.client, at: now)
/// switch heartbeat.poll(at: now) {
/// case .ping(let token): send(ping: token)
/// case .wait(let deadline): setTimer(deadline)
/// case .giveUp: closeConnection()
/// case .rest: break  // paused
/// }
/// ```
public struct Heartbeat: Sendable {
  /// What the caller must do now.
  public enum Action: Sendable, Hashable {
    /// Send a ping that carries `token`, and call ``Heartbeat/poll(at:)`` again.
    case ping(token: UInt64)
    /// Call ``Heartbeat/poll(at:)`` again at `deadline`.
    case wait(until: ContinuousClock.Instant)
    /// Close the connection: the peer is gone.
    case giveUp
    /// Do nothing until ``Heartbeat/resume()``.
    case rest
  }

  private enum State {
    /// Nothing is asked; the interval counts from `since`.
    case quiet(since: ContinuousClock.Instant)
    /// A ping was sent and not answered.
    case asked(at: ContinuousClock.Instant)
    /// A ping is to be sent at once.
    case due
    /// Nobody is asked, and nobody is given up.
    case paused
  }

  /// The interval and the timeout; a change counts at once, as when a server announces its interval.
  public var policy: HeartbeatPolicy

  /// The time from the last answered ping to its pong.
  public private(set) var roundTrip: Duration?

  private var state: State
  private var lastSign: ContinuousClock.Instant
  private var token: UInt64 = 0

  /// A heartbeat of a connection that was opened at `start`.
  public init(_ policy: HeartbeatPolicy = HeartbeatPolicy(), at start: ContinuousClock.Instant) {
    self.policy = policy
    state = .quiet(since: start)
    lastSign = start
  }

  /// Whether the heartbeat is paused.
  public var isPaused: Bool {
    if case .paused = state { true } else { false }
  }

  /// Says what is due.
  public mutating func poll(at now: ContinuousClock.Instant) -> Action {
    switch state {
    case .paused: return .rest
    case .due: return ping(at: now)
    case .quiet(let since): return wait(until: since + policy.interval, now) ?? ping(at: now)
    case .asked(let start): return expectPong(start, now)
    }
  }

  /// When ``poll(at:)`` has something to say, at the latest; nil while paused.
  ///
  /// It may lie in the past.
  public var deadline: ContinuousClock.Instant? {
    switch state {
    case .paused: nil
    case .due: lastSign
    case .quiet(let since): since + policy.interval
    case .asked(let start): nextLook(start)
    }
  }

  /// Records that anything came from the peer.
  public mutating func receiveTraffic(at now: ContinuousClock.Instant) {
    lastSign = max(lastSign, now)
    if policy.schedule == .afterSilence, case .quiet = state { state = .quiet(since: lastSign) }
  }

  /// Records that a pong with `token` came, and returns the time since its ping.
  ///
  /// RFC 6455, 5.5.3: a pong that nobody asked for is legal and means nothing. It returns nil, as does one for an older
  /// ping.
  @discardableResult
  public mutating func receivePong(token: UInt64, at now: ContinuousClock.Instant) -> Duration? {
    receiveTraffic(at: now)
    guard case .asked(let start) = state, token == self.token else { return nil }
    state = .quiet(since: policy.schedule == .always ? start : now)
    roundTrip = max(now - start, .zero)
    return roundTrip
  }

  /// Stops asking, as while the program is suspended.
  public mutating func pause() {
    state = .paused
  }

  /// Asks again, at once: the peer may have gone meanwhile.
  ///
  /// Without a ``pause()`` before it does nothing.
  public mutating func resume() {
    if isPaused { state = .due }
  }

  private mutating func ping(at now: ContinuousClock.Instant) -> Action {
    token += 1
    state = .asked(at: now)
    return .ping(token: token)
  }

  private func wait(until deadline: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> Action? {
    now < deadline ? .wait(until: deadline) : nil
  }

  /// A peer that sends is alive, even when its pong is late; it is asked again after another interval.
  private mutating func expectPong(_ start: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> Action {
    if now >= max(start, lastSign) + policy.timeout { return .giveUp }
    return wait(until: nextLook(start), now) ?? ping(at: now)
  }

  private func nextLook(_ start: ContinuousClock.Instant) -> ContinuousClock.Instant {
    let deadline = max(start, lastSign) + policy.timeout
    return lastSign > start ? min(deadline, start + max(policy.interval, policy.timeout)) : deadline
  }
}
