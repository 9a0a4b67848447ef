/// A promise that a simulated run saw broken, and how to see it again.
public struct SimulationFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The seed of the run.
  public var seed: UInt64
  /// The promise that was broken.
  public var promise: SimulationPromise
  /// How it was broken.
  public var violation: String
  /// When, in virtual time since the start.
  public var time: Duration
  /// What had happened until then; of a failure that was shrunk, only what is needed.
  public var steps: [TimedStep]

  /// The seed, the promise, and the steps, one a line.
  public var description: String {
    let lines = steps.map { "  \($0)" }.joined(separator: "\n")
    return "seed \(seed), after \(time): \(promise): \(violation)\n\(lines)"
  }
}
