/// What chance does to a delay, so that clients which were dropped together do not return together.
public enum BackoffJitter: Sendable, Hashable {
  /// Nothing.
  case none
  /// Up to this part of the delay more or less: 0.1 is ±10 %.
  case ratio(Double)
  /// Up to this much more.
  case added(upTo: Duration)
  /// Anything between zero and the delay.
  case full
  /// Anything between the first delay and three times the one before, whatever the attempt.
  case decorrelated
}

extension BackoffJitter {
  /// Draws a delay.
  ///
  /// - Parameters:
  ///   - base: The delay before jitter.
  ///   - first: The delay before jitter of the first attempt.
  ///   - previous: The delay that was waited before, or nil.
  ///   - cap: The longest delay before jitter.
  ///   - generator: Where chance comes from.
  /// - Returns: The delay, not yet bounded from below.
  func draw(
    _ base: Duration, first: Duration, previous: Duration?, cap: Duration,
    using generator: inout some RandomNumberGenerator
  ) -> Duration {
    switch self {
    case .none: base
    case .ratio(let ratio): base + base * ratio * Double.random(in: -1...1, using: &generator)
    case .added(let limit): base + limit * Double.random(in: 0...1, using: &generator)
    case .full: base * Double.random(in: 0...1, using: &generator)
    case .decorrelated:
      min(cap, first + ((previous ?? first) * 3 - first) * Double.random(in: 0...1, using: &generator))
    }
  }
}
