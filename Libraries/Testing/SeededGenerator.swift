// Exported, so that a test which imports the test kit alone can make one.
@_exported public import struct TautSimulation.SplitMix64

/// Random numbers that are the same in every run with the same seed.
///
/// Name the seed in the message of a test that fails, and the failure can be repeated.
///
/// ```swift
/// var random = SeededGenerator(seed: 1)
/// let length = Int.random(in: 0..<100, using: &random)
/// ```
public typealias SeededGenerator = SplitMix64
