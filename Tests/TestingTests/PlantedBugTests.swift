import TautTesting
import Testing

/// The simulation finds what it is made for.
@Suite struct PlantedBugTests {
  @Test(arguments: PlantedBug.allCases)
  func `a planted mistake is found within a thousand seeds, and shrunk to what it needs`(bug: PlantedBug) throws {
    let finding = try #require(bug.find(in: 0..<1_000, settings: SimulationRunTests.settings))
    let shrunk = finding.shrunk
    #expect(shrunk.promise == finding.failure.promise)
    #expect(!shrunk.steps.isEmpty && shrunk.steps.count <= finding.failure.steps.count)
    var run = finding.run
    run.steps = shrunk.steps
    #expect(run.failure == shrunk)
    run.bug = nil
    #expect(run.failure == nil)
    run.bug = bug
    for step in shrunk.steps.indices {
      run.steps = shrunk.steps
      run.steps.remove(at: step)
      #expect(run.failure == nil, "without \(shrunk.steps[step]) it breaks a promise as well:\n\(shrunk)")
    }
  }
}
