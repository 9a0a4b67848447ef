/// The presets have the names of the dialects with which their clients came.
extension BackoffPolicy {
  /// 1 s, doubled up to 30 s, ±10 %, 10 attempts, begun anew after a connection of 300 s (S0).
  public static var v2: BackoffPolicy {
    var policy = BackoffPolicy(.exponential(initial: .seconds(1)))
    policy.jitter = .ratio(0.1)
    policy.resetAfter = .seconds(300)
    return policy
  }

  /// 2, 4, 8, 16, 30 s, 5 attempts (S1).
  public static var rooms: BackoffPolicy {
    var policy = BackoffPolicy(.exponential(initial: .seconds(2)))
    policy.maximumAttempts = 5
    return policy
  }

  /// 1, 2, 4, 8, 12 s, ±20 % and at least 100 ms, 8 attempts (S2, its default for production).
  public static var structured: BackoffPolicy {
    structured([1_000, 2_000, 4_000, 8_000, 12_000], attempts: 8)
  }

  /// 100 ms each time, 8 attempts, for tests (S2).
  public static var immediate: BackoffPolicy {
    var policy = structured([100], attempts: 8)
    policy.jitter = .none
    return policy
  }

  /// 0.5, 1, 2, 4 s, ±20 % and at least 100 ms, 10 attempts (S2).
  public static var aggressive: BackoffPolicy {
    structured([500, 1_000, 2_000, 4_000], attempts: 10)
  }

  /// 1 s, doubled up to 30 s, and up to 1 s more, 10 attempts (S3).
  public static var event: BackoffPolicy {
    var policy = BackoffPolicy(.exponential(initial: .seconds(1)))
    policy.jitter = .added(upTo: .seconds(1))
    return policy
  }

  /// S2's policy: S4 asks for exponential backoff and gives no figures.
  public static var user: BackoffPolicy { structured }

  /// Anything between nothing and 1 s, doubled up to 30 s.
  ///
  /// "Full jitter" of the AWS Architecture Blog, Exponential Backoff And Jitter (2015): the least work for a server that
  /// many clients return to.
  public static var fullJitter: BackoffPolicy {
    var policy = BackoffPolicy(.exponential(initial: .seconds(1)))
    policy.jitter = .full
    return policy
  }

  /// Anything between 1 s and three times the delay before, up to 30 s.
  ///
  /// "Decorrelated jitter" of the same source.
  public static var decorrelatedJitter: BackoffPolicy {
    var policy = BackoffPolicy(.exponential(initial: .seconds(1)))
    policy.jitter = .decorrelated
    return policy
  }

  private static func structured(_ milliseconds: [Int], attempts: Int) -> BackoffPolicy {
    var policy = BackoffPolicy(.table(milliseconds.map { .milliseconds($0) }))
    policy.cap = .milliseconds(milliseconds.last!)
    policy.jitter = .ratio(0.2)
    policy.minimum = .milliseconds(100)
    policy.maximumAttempts = attempts
    return policy
  }
}
