// The code that Docs/Guides/Backoff.md shows, in the same words; GuideTests compares them.

import TautBackoff

struct RateLimited: Error {}

/// Connects, and after each failure waits for as long as the policy says; nil when it gives up.
func connect<Link>(
  _ policy: BackoffPolicy, using generator: inout some RandomNumberGenerator,
  sleep: (Duration) -> Void, attempt: () throws -> Link
) -> Link? {
  var backoff = Backoff(policy)
  while true {
    do {
      return try attempt()
    } catch {
      switch backoff.receiveFailure(error, at: .now, using: &generator) {
      case .retry(let next): sleep(next.delay)
      case .giveUp: return nil
      }
    }
  }
}

/// Longer delays where the server has said that we are too fast.
func patient() -> BackoffPolicy {
  var policy = BackoffPolicy(
    .custom { attempt, error in
      if error is RateLimited { return .seconds(5) * attempt }
      return .seconds(1) * (1 << min(attempt, 5))
    })
  policy.cap = .seconds(60)
  policy.maximumAttempts = 15
  policy.resetAfter = .seconds(600)
  return policy
}
