import TautBackoff
import TautEnvelope
import TautHeartbeat

extension Session {
  /// Does what is due.
  ///
  /// - Parameters:
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: When to call again, or nil when nothing is waited for. Every other call may change that: ask again after it.
  @discardableResult
  public mutating func poll(
    at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) -> ContinuousClock.Instant? {
    run(at: now, into: &output)
    return nextDeadline(at: now)
  }

  /// Does what is due.
  mutating func run(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    endLateRequests(at: now, into: &output)
    switch stage {
    case .resting: break
    case .waiting(let next):
      if !isSuspended, now >= next.start { attempt(.delayOver, phase: .reconnecting, at: now, into: &output) }
    case .asking(let id, _, let deadline):
      if now >= deadline { timeOut(id, at: now, into: &output) }
    case .opening(let id, let deadline):
      if now >= deadline {
        output.actions.append(.abort(id))
        timeOut(id, at: now, into: &output)
      }
    }
    if let open { run(open, at: now, into: &output) }
    reviewSubscriptions(at: now, into: &output)
    pollRooms(at: now, into: &output)
  }

  private mutating func timeOut(_ id: LinkID, at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    fail(id, .connectTimeout(configuration.connectTimeout), at: now, into: &output)
  }

  private mutating func run(
    _ link: OpenLink, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    if !isSuspended, let planned = link.planned, now >= planned.attempt.start {
      return leaveAsPlanned(link, planned, at: now, into: &output)
    }
    if case .due(let time) = link.renewal, now >= time { askForRenewal(at: now, into: &output) }
    switch open?.heartbeat.poll(at: now) {
    case nil, .wait, .rest: break
    case .ping(let token): ping(token, link.id, at: now, into: &output)
    case .giveUp:
      output.actions.append(.abort(link.id))
      lose(link, .silent(configuration.heartbeat.timeout), at: now, into: &output)
    }
  }

  private mutating func ping(
    _ token: UInt64, _ id: LinkID, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    switch configuration.pingKind {
    case .frame: output.actions.append(.ping(token, on: id))
    case .message: write(.ping, id: "p\(token)", at: now, into: &output) { $0.emptyObject() }
    }
  }

  /// Records that a pong frame came.
  public mutating func receivePong(
    _ token: UInt64, on id: LinkID, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard link == id else { return }
    if let roundTrip = open?.heartbeat.receivePong(token: token, at: now) {
      output.actions.append(.note(.roundTrip(roundTrip)))
    }
  }

  /// Records that bytes came that are not a whole message yet, or a ping frame.
  public mutating func receiveTraffic(on id: LinkID, at now: ContinuousClock.Instant) {
    guard link == id else { return }
    open?.heartbeat.receiveTraffic(at: now)
  }

  private func nextDeadline(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    var deadline = requests.lazy.map(\.deadline).min()
    func note(_ time: ContinuousClock.Instant?) {
      guard let time else { return }
      deadline = deadline.map { min($0, time) } ?? time
    }
    if !isSuspended { note(nextPoll) }
    note(nextReview)
    switch stage {
    case .resting: break
    case .waiting(let next): if !isSuspended { note(next.start) }
    case .asking(_, _, let time), .opening(_, let time): note(time)
    }
    guard let open else { return deadline }
    if !isSuspended { note(open.planned?.attempt.start) }
    if case .due(let time) = open.renewal { note(time) }
    note(open.heartbeat.deadline)
    return deadline
  }
}
