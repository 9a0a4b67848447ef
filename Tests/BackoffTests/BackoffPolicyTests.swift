import TautBackoff
import Testing

@Suite struct BackoffPolicyTests {
  @Test(arguments: [
    (BackoffPolicy.v2, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000]),
    (.rooms, [2_000, 4_000, 8_000, 16_000, 30_000]),
    (.structured, [1_000, 2_000, 4_000, 8_000, 12_000, 12_000, 12_000, 12_000]),
    (.user, [1_000, 2_000, 4_000, 8_000, 12_000, 12_000, 12_000, 12_000]),
    (.immediate, [100, 100, 100, 100, 100, 100, 100, 100]),
    (.aggressive, [500, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000]),
    (.event, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000]),
    (.fullJitter, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000]),
  ])
  func `a preset has its delays and its number of attempts`(policy: BackoffPolicy, milliseconds: [Int]) {
    let delays = (1...policy.maximumAttempts!).map { policy.baseDelay(attempt: $0) }
    #expect(delays == milliseconds.map { .milliseconds($0) })
  }

  @Test func `only the v2 preset asks for a connection of five minutes`() {
    #expect(BackoffPolicy.v2.resetAfter == .seconds(300))
    for policy in [BackoffPolicy.rooms, .structured, .event] { #expect(policy.resetAfter == .seconds(10)) }
  }

  @Test func `the structured presets wait for at least 100 milliseconds`() {
    for policy in [BackoffPolicy.structured, .immediate, .aggressive] { #expect(policy.minimum == .milliseconds(100)) }
  }

  @Test func `no attempt is late enough to overflow`() {
    #expect(BackoffPolicy.v2.baseDelay(attempt: .max) == .seconds(30))
    #expect(BackoffPolicy.structured.baseDelay(attempt: .max) == .seconds(12))
    #expect(BackoffPolicy(.exponential(initial: .seconds(3), multiplier: 1)).baseDelay(attempt: .max) == .seconds(3))
    #expect(BackoffPolicy(.exponential(initial: .zero)).baseDelay(attempt: .max) == .zero)
  }

  @Test func `a function of one's own sees the attempt and the error`() {
    let policy = rateLimited
    #expect(policy.baseDelay(attempt: 2, after: ServerError.rateLimit) == .seconds(10))
    #expect(policy.baseDelay(attempt: 2, after: ServerError.gone) == .seconds(4))
    #expect(policy.baseDelay(attempt: 2) == .seconds(4))
  }

  @Test func `a function of one's own is bounded by the cap and by zero`() {
    var policy = BackoffPolicy(.custom { attempt, _ in .seconds(attempt == 1 ? -5 : 100) })
    policy.cap = .seconds(60)
    #expect(policy.baseDelay(attempt: 1) == .zero)
    #expect(policy.baseDelay(attempt: 2) == .seconds(60))
  }

  /// The example of S0.
  private var rateLimited: BackoffPolicy {
    var policy = BackoffPolicy(
      .custom { attempt, error in
        if error as? ServerError == .rateLimit { return min(.seconds(60), .seconds(5) * attempt) }
        return min(.seconds(30), .seconds(1 << attempt))
      })
    policy.cap = .seconds(60)
    return policy
  }
}

enum ServerError: Error {
  case rateLimit, gone
}
