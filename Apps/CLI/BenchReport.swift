/// What a load has shown.
struct BenchReport: Sendable {
  /// What was asked for.
  var command: BenchCommand

  /// Operations that were completed while measuring.
  var operations = 0

  /// The time that was measured, in seconds.
  var seconds = 0.0

  /// Answers that were wrong, and connections that ended by themselves, with the first reason.
  var failures = 0
  var firstFailure: String?

  /// Operations that were begun and never answered.
  var unanswered = 0

  /// The latencies.
  var latencies = BenchHistogram()

  /// Operations per second.
  var rate: Double {
    seconds > 0 ? Double(operations) / seconds : 0
  }

  /// How the command ends.
  var exitCode: ExitCode {
    failures == 0 ? .success : .closedOtherwise
  }

  /// The percentiles that are shown.
  static let shares: [(name: StaticString, share: Double)] = [
    ("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p99.9", 0.999),
  ]
}
