/// A planted mistake that the simulation found.
package struct PlantedBugFinding: Sendable {
  /// The run that found it, with all of its steps.
  package let run: SimulationRun
  /// The failure, with what had happened until then.
  package let failure: SimulationFailure
  /// The failure with the steps that it needs.
  package let shrunk: SimulationFailure
}

extension PlantedBug {
  /// Runs one seed after the other until one finds the mistake.
  ///
  /// - Parameters:
  ///   - seeds: The seeds.
  ///   - settings: How large each run is.
  /// - Returns: What was found, or nil.
  package func find(in seeds: Range<UInt64>, settings: SimulationSettings) -> PlantedBugFinding? {
    for seed in seeds {
      var run = SimulationRun(seed: seed, settings: settings)
      run.bug = self
      guard let failure = run.failure, let shrunk = run.shrunk() else { continue }
      return PlantedBugFinding(run: run, failure: failure, shrunk: shrunk)
    }
    return nil
  }
}
