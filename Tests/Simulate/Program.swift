import Dispatch
import Foundation
import Synchronization
import TautTesting

/// Scripts/simulate: runs many seeds on all cores, and prints the first one that breaks a promise; a restart storm, and planted mistakes.
@main struct Program {
  static func main() {
    if CommandLine.arguments.contains("storm") { exit(storm() ? 0 : 1) }
    if CommandLine.arguments.contains("planted") { exit(planted() ? 0 : 1) }
    let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let first = arguments.first ?? 0
    let count = arguments.dropFirst().first ?? 10_000
    var settings = SimulationSettings()
    settings.duration = .seconds(60) * Int(arguments.dropFirst(2).first ?? 60)
    exit(run(seeds: first..<(first + count), settings) ? 0 : 1)
  }

  private static func storm() -> Bool {
    let storm = RestartStorm()
    let outcome = storm.run()
    print(
      "\(outcome.connected) of \(storm.clients) clients are back after \(outcome.duration), ideally \(outcome.ideal); "
        + "at most \(outcome.peak) of \(storm.connectsPerSecond) allowed connects in a second")
    return outcome.connected == storm.clients && outcome.peak <= storm.connectsPerSecond
  }

  /// Shows that each planted mistake is found within a thousand seeds, and what its schedule is shrunk to.
  private static func planted() -> Bool {
    var settings = SimulationSettings()
    settings.duration = .seconds(120)
    settings.stepInterval = .seconds(5)
    let bugs = PlantedBug.allCases
    let findings = Mutex([PlantedBugFinding?](repeating: nil, count: bugs.count))
    DispatchQueue.concurrentPerform(iterations: bugs.count) { [settings] index in
      let finding = bugs[index].find(in: 0..<1_000, settings: settings)
      findings.withLock { $0[index] = finding }
    }
    let rows = findings.withLock { zip(bugs, $0).map { row($0, $1) } }
    print("| Mistake | Seed | Promise | Steps | Shrunk to | What was seen |\n|---|---|---|---|---|---|")
    for row in rows { print("| \(row.joined(separator: " | ")) |") }
    return findings.withLock { $0.allSatisfy { $0 != nil } }
  }

  private static func row(_ bug: PlantedBug, _ finding: PlantedBugFinding?) -> [String] {
    guard let finding else { return ["\(bug)", "none of 1,000", "", "", "", ""] }
    let (failure, shrunk) = (finding.failure, finding.shrunk)
    return [
      "\(bug)", "\(failure.seed)", failure.promise.rawValue, "\(failure.steps.count)", "\(shrunk.steps.count)",
      shrunk.violation,
    ]
  }

  private static func run(seeds: Range<UInt64>, _ settings: SimulationSettings) -> Bool {
    let state = Mutex(Progress(next: seeds.lowerBound))
    let start = ContinuousClock.now
    DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
      while let seed = state.withLock({ $0.take(before: seeds.upperBound) }) {
        let run = SimulationRun(seed: seed, settings: settings)
        do throws(SimulationFailure) {
          let report = try run.run()
          state.withLock { $0.note(report, start) }
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let end = state.withLock { $0 }
    print(end.summary(start))
    guard let failure = end.failure else { return true }
    print("\(failure.seed) breaks a promise; taking out of it what is not needed …")
    print(SimulationRun(seed: failure.seed, settings: settings).shrunk()?.description ?? failure.description)
    return false
  }
}

private struct Progress {
  var next: UInt64
  var done = 0
  var total = SimulationReport()
  var failure: SimulationFailure?

  mutating func take(before end: UInt64) -> UInt64? {
    guard next < end, failure == nil else { return nil }
    defer { next += 1 }
    return next
  }

  mutating func note(_ report: SimulationReport, _ start: ContinuousClock.Instant) {
    done += 1
    total += report
    if done.isMultiple(of: 500) { print(summary(start)) }
  }

  func summary(_ start: ContinuousClock.Instant) -> String {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return "\(done) seeds in \(Int(seconds)) s: \(total.deliveries) deliveries, \(total.attempts) attempts, "
      + "\(total.gaps) gaps, \(total.requests) requests, \(total.confirmations) confirmations, "
      + "\(total.notices) notices, \(total.polls) polls with \(total.polledDeliveries) deliveries"
  }
}
