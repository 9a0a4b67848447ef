internal import TautEventLoop

/// Counts what is completed between the end of the warm-up and the end of the load.
final class BenchMeter {
  private(set) var report: BenchReport
  private let reactor: Reactor
  private let warmup: Int64
  private var start: ContinuousClock.Instant?
  private var lastTurn: ContinuousClock.Instant?
  private var elapsed: Int64 = 0

  /// Latencies and operations since the last line of progress.
  private var recent = (latencies: BenchHistogram(), operations: 0, since: Int64(0))

  init(_ command: BenchCommand, on reactor: Reactor) {
    report = BenchReport(command: command)
    warmup = command.warmup.nanoseconds
    self.reactor = reactor
  }

  /// The load begins now, with the warm-up.
  func begin() {
    start = ContinuousClock.now
  }

  /// Nanoseconds since the beginning, as of this turn of the loop.
  var now: Int64 {
    guard let start else { return 0 }
    let turn = reactor.now
    if turn != lastTurn {
      lastTurn = turn
      elapsed = max(0, (turn - start).nanoseconds)
    }
    return elapsed
  }

  /// Counts operations that were due at `due` and are complete now.
  func complete(_ due: Int64, operations: Int = 1) {
    let latency = now - due
    recent.operations += operations
    recent.latencies.record(latency, times: operations)
    guard elapsed >= warmup else { return }
    report.operations += operations
    report.latencies.record(latency, times: operations)
  }

  /// Counts connections that are open, which take no time.
  func hold(_ connections: Int) {
    report.operations = connections
  }

  /// Counts something that went wrong.
  func fail(_ reason: String) {
    report.failures += 1
    if report.firstFailure == nil { report.firstFailure = reason }
  }

  /// What happened since the last call, in a line.
  func progress() -> String {
    let now = self.now
    let seconds = max(1, now - recent.since)
    let rate = Double(recent.operations) * 1e9 / Double(seconds)
    let phase = now < warmup ? ", warming up" : ""
    let median = BenchReport.time(recent.latencies.percentile(0.5))
    let tail = BenchReport.time(recent.latencies.percentile(0.99))
    recent = (BenchHistogram(), 0, now)
    return "\((now + 500_000_000) / 1_000_000_000) s: \(Int(rate)) a second, p50 \(median), p99 \(tail)\(phase)\n"
  }

  /// The report, with `unanswered` operations left over.
  func finish(unanswered: Int) -> BenchReport {
    report.seconds = Double(max(0, now - warmup)) / 1e9
    report.unanswered = unanswered
    return report
  }
}

extension Duration {
  /// The duration in nanoseconds, which fit 292 years.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
