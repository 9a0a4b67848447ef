extension BackoffPolicy {
  /// How delays become longer from attempt to attempt.
  public enum Growth: Sendable {
    /// These delays one after the other; the last one stays.
    case table([Duration])
    /// The first delay times the multiplier for each further attempt.
    case exponential(initial: Duration, multiplier: Double = 2)
    /// What the function returns for the number of the attempt, from 1, and for what ended the one before.
    ///
    /// It must return the same for the same arguments where runs are to be repeated.
    case custom(@Sendable (_ attempt: Int, _ error: (any Error)?) -> Duration)

    func delay(_ attempt: Int, _ error: (any Error)?, cap: Duration) -> Duration {
      switch self {
      case .table(let delays):
        precondition(!delays.isEmpty, "a table of delays needs at least one")
        return delays[min(attempt, delays.count) - 1]
      case .exponential(let initial, let multiplier):
        precondition(multiplier >= 1, "delays that shrink (multiplier \(multiplier)) are no backoff")
        return Self.power(initial, multiplier, attempt - 1, cap: cap)
      case .custom(let function): return function(attempt, error)
      }
    }

    /// Multiplies until the cap is reached, so that no attempt is late enough to overflow.
    private static func power(_ initial: Duration, _ multiplier: Double, _ exponent: Int, cap: Duration) -> Duration {
      guard multiplier > 1, initial > .zero else { return initial }
      var delay = initial
      var rest = exponent
      while rest > 0, delay < cap {
        delay = delay * multiplier
        rest -= 1
      }
      return delay
    }
  }
}
