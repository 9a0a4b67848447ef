import TautTesting
import Testing

/// The simulation finds what it is made for.
@Suite struct PlantedBugTests {
  @Test(arguments: PlantedBug.allCases)
  func `a planted mistake is found within a thousand seeds, shrunk, and found again`(bug: PlantedBug) throws {
    // What is left of a schedule depends on what its seed had to offer.
    let found = (0..<1_000 as Range<UInt64>).lazy.compactMap { seed -> (SimulationRun, SimulationFailure)? in
      var run = SimulationRun(seed: seed, settings: SimulationRunTests.settings)
      run.bug = bug
      guard run.failure != nil, let failure = run.shrunk(), failure.steps.count <= 4 else { return nil }
      return (run, failure)
    }
    var (run, failure) = try #require(found.first { _ in true })
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
