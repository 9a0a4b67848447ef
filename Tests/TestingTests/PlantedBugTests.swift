import TautTesting
import Testing

/// The simulation finds what it is made for.
@Suite struct PlantedBugTests {
  @Test(arguments: PlantedBug.allCases)
  func `a planted mistake is found within a thousand seeds, shrunk, and found again`(bug: PlantedBug) throws {
    let found = (0..<1_000 as Range<UInt64>).lazy.compactMap { seed -> SimulationRun? in
      var run = SimulationRun(seed: seed, settings: SimulationRunTests.settings)
      run.bug = bug
      return run.failure == nil ? nil : run
    }.first
    var run = try #require(found)
    let failure = try #require(run.shrunk())
    #expect(failure.steps.count <= 4, "\(failure)")
    run.steps = failure.steps
    #expect(run.failure?.violation == failure.violation)
    run.bug = nil
    #expect(run.failure == nil)
  }
}

extension SimulationRun {
  /// How the run fails, if it does.
  fileprivate var failure: SimulationFailure? {
    do {
      try run()
      return nil
    } catch {
      return error
    }
  }
}
