import TautBackoff
import TautTesting
import Testing

@Suite struct BackoffTests {
  let start = ContinuousClock.now

  @Test func `delays grow with each failure until it is given up`() {
    var backoff = Backoff(.exact(.rooms))
    var delays: [Duration] = []
    for number in 1...5 {
      guard case .retry(let attempt) = backoff.fail(at: start) else { break }
      #expect(attempt.number == number)
      #expect(attempt.start == start + attempt.delay)
      delays.append(attempt.delay)
    }
    #expect(delays == [2, 4, 8, 16, 30].map { .seconds($0) })
    #expect(backoff.fail(at: start) == .giveUp(attempts: 5))
  }

  @Test func `without a limit it is never given up`() {
    var policy = BackoffPolicy.immediate
    policy.maximumAttempts = nil
    var backoff = Backoff(policy)
    for _ in 0..<1_000 { #expect(backoff.fail(at: start).delay == .milliseconds(100)) }
  }

  @Test func `no attempts allowed means that the first failure is the end`() {
    var policy = BackoffPolicy.v2
    policy.maximumAttempts = 0
    var backoff = Backoff(policy)
    #expect(backoff.fail(at: start) == .giveUp(attempts: 0))
  }

  @Test(arguments: [(BackoffPolicy.v2, 300), (.structured, 10)])
  func `a connection that was stable begins anew, a shorter one does not`(policy: BackoffPolicy, seconds: Int) {
    var backoff = Backoff(.exact(policy))
    _ = backoff.fail(at: start)
    _ = backoff.fail(at: start)
    backoff.receiveOpen(at: start)
    #expect(backoff.fail(at: start + .seconds(seconds) - .nanoseconds(1)).delay == .seconds(4))
    backoff.receiveOpen(at: start)
    #expect(backoff.fail(at: start + .seconds(seconds)).delay == .seconds(1))
  }

  @Test func `one stable connection begins anew once`() {
    var backoff = Backoff(.exact(.structured))
    backoff.receiveOpen(at: start)
    #expect(backoff.fail(at: start + .seconds(60)).delay == .seconds(1))
    #expect(backoff.fail(at: start + .seconds(61)).delay == .seconds(2))
    #expect(backoff.failures == 2)
  }

  @Test func `a user's wish begins anew`() {
    var backoff = Backoff(.exact(.structured))
    _ = backoff.fail(at: start)
    backoff.reset()
    #expect(backoff.failures == 0)
    #expect(backoff.fail(at: start).delay == .seconds(1))
  }

  @Test(arguments: [BackoffPolicy.v2, .structured, .event, .fullJitter, .decorrelatedJitter, .aggressive])
  func `jitter stays in its bounds and reaches both halves of them`(policy: BackoffPolicy) {
    var generator = SeededGenerator(seed: 7)
    var low = 0
    var high = 0
    for _ in 0..<200 {
      var backoff = Backoff(policy)
      var previous = policy.baseDelay(attempt: 1)
      for attempt in 1...policy.maximumAttempts! {
        let delay = backoff.receiveFailure(at: start, using: &generator).delay
        let bounds = policy.bounds(attempt, previous)
        #expect(bounds.contains(delay))
        if delay < (bounds.lowerBound + bounds.upperBound) / 2 { low += 1 } else { high += 1 }
        previous = delay
      }
    }
    #expect(low > 200 && high > 200)
  }

  @Test func `jitter never goes below the minimum`() {
    var policy = BackoffPolicy.structured
    policy.growth = .table([.milliseconds(101)])
    policy.jitter = .ratio(0.9)
    var backoff = Backoff(policy)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<8 { #expect(backoff.receiveFailure(at: start, using: &generator).delay >= .milliseconds(100)) }
  }

  @Test func `the error reaches the function that decides`() {
    let policy = BackoffPolicy(.custom { _, error in error is ServerError ? .seconds(9) : .seconds(1) })
    var backoff = Backoff(policy)
    var generator = SeededGenerator(seed: 1)
    let decision = backoff.receiveFailure(ServerError.rateLimit, at: start, using: &generator)
    #expect(decision.delay == .seconds(9))
    #expect(backoff.fail(at: start).delay == .seconds(1))
  }
}

@Suite struct BackoffDemandTests {
  let start = ContinuousClock.now

  @Test func `Retry-After is the least wait, spread over one delay of the policy`() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<100 {
      var backoff = Backoff(.exact(.structured))
      let delay = backoff.receiveFailure(retryAfter: .seconds(20), at: start, using: &generator).delay
      #expect((.seconds(20) ... .seconds(21)).contains(delay))
    }
  }

  @Test func `a Retry-After shorter than the delay changes nothing and a failure is counted`() {
    var policy = BackoffPolicy.exact(.structured)
    policy.growth = .table([.seconds(10)])
    var backoff = Backoff(policy)
    var generator = SeededGenerator(seed: 3)
    #expect(backoff.receiveFailure(retryAfter: .zero, at: start, using: &generator).delay == .seconds(10))
    #expect(backoff.receiveFailure(retryAfter: .seconds(-5), at: start, using: &generator).delay == .seconds(10))
    #expect(backoff.failures == 2)
  }

  @Test func `a demand has a limit`() {
    var generator = SeededGenerator(seed: 3)
    var backoff = Backoff(.immediate)
    let delay = backoff.receiveFailure(retryAfter: .seconds(1_000_000_000), at: start, using: &generator).delay
    #expect((.seconds(600) ... .seconds(601)).contains(delay))
    backoff.reset()
    let decision = backoff.receiveReconnectRequired(
      after: .seconds(1_000_000), jitter: .seconds(-1), at: start, using: &generator)
    #expect(decision.delay == .seconds(600))
  }

  @Test func `coming back as the server asked is spread over its jitter and is no failure`() {
    var generator = SeededGenerator(seed: 3)
    var late = 0
    for _ in 0..<100 {
      var backoff = Backoff(.structured)
      backoff.receiveOpen(at: start)
      let decision = backoff.receiveReconnectRequired(
        after: .seconds(2), jitter: .seconds(10), at: start + .seconds(60), using: &generator)
      #expect((.seconds(2) ... .seconds(12)).contains(decision.delay))
      #expect(backoff.failures == 0)
      if decision.delay > .seconds(7) { late += 1 }
    }
    #expect((20...80).contains(late))
  }

  @Test func `a server that asks again and again meets the backoff`() {
    var generator = SeededGenerator(seed: 3)
    var backoff = Backoff(.exact(.structured))
    _ = backoff.fail(at: start)
    backoff.receiveOpen(at: start)
    let soon = start + .seconds(1)
    #expect(backoff.receiveReconnectRequired(after: .zero, at: soon, using: &generator).delay == .seconds(2))
    backoff.receiveOpen(at: start)
    let later = backoff.receiveReconnectRequired(after: .seconds(30), at: soon, using: &generator)
    #expect(later.delay == .seconds(30))
    for _ in 0..<5 { _ = backoff.fail(at: soon) }
    #expect(backoff.receiveReconnectRequired(after: .zero, at: soon, using: &generator) == .giveUp(attempts: 8))
  }
}

extension BackoffPolicy {
  /// A policy without its jitter.
  static func exact(_ policy: BackoffPolicy) -> BackoffPolicy {
    var policy = policy
    policy.jitter = .none
    return policy
  }

  /// What the jitter may make of the delay of an attempt.
  fileprivate func bounds(_ attempt: Int, _ previous: Duration) -> ClosedRange<Duration> {
    let base = baseDelay(attempt: attempt)
    switch jitter {
    case .none: return base...base
    case .ratio(let ratio): return max(minimum, base * (1 - ratio))...base * (1 + ratio) + .nanoseconds(1)
    case .added(let limit): return base...base + limit
    case .full: return .zero...base
    case .decorrelated: return baseDelay(attempt: 1)...max(baseDelay(attempt: 1), min(cap, previous * 3))
    }
  }
}

extension Backoff {
  /// A failure where there is no jitter to draw.
  fileprivate mutating func fail(at now: ContinuousClock.Instant) -> Decision {
    var generator = SeededGenerator(seed: 0)
    return receiveFailure(at: now, using: &generator)
  }
}

extension Backoff.Decision {
  fileprivate var delay: Duration {
    if case .retry(let attempt) = self { attempt.delay } else { .zero - .seconds(1) }
  }
}
