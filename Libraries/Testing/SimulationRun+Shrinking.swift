extension SimulationRun {
  /// Takes steps out of a run that fails, as long as it breaks the same promise without them.
  ///
  /// Within the limit, no step that is left can be taken out alone. Zeller, Hildebrandt: Simplifying and isolating
  /// failure-inducing input (2002), without its complements.
  ///
  /// - Parameter limit: The most runs that are tried.
  /// - Returns: The failure with the steps that are needed, or nil where the run does not fail.
  public func shrunk(limit: Int = 4_000) -> SimulationFailure? {
    guard var failure = failure(of: steps) else { return nil }
    let promise = failure.promise
    var tries = 0
    var size = max(1, failure.steps.count / 2)
    while tries < limit {
      var isSmaller = false
      var start = 0
      while start < failure.steps.count, tries < limit {
        var fewer = failure.steps
        fewer.removeSubrange(start..<min(start + size, fewer.count))
        tries += 1
        if let smaller = self.failure(of: fewer), smaller.promise == promise {
          failure = smaller
          isSmaller = true
        } else {
          start += size
        }
      }
      if size == 1, !isSmaller { break }
      size = max(1, size / 2)
    }
    return failure
  }

  private func failure(of steps: [TimedStep]) -> SimulationFailure? {
    var other = self
    other.steps = steps
    return other.failure
  }

  /// Runs, and returns how it fails, if it does.
  package var failure: SimulationFailure? {
    do {
      try run()
      return nil
    } catch {
      return error
    }
  }

  /// Runs one seed after the other, and returns the first failure, shrunk.
  ///
  /// - Parameters:
  ///   - seeds: The seeds.
  ///   - settings: How large each run is.
  ///   - note: Told of each run that kept all promises.
  /// - Returns: The first failure, or nil.
  public static func check(
    seeds: some Sequence<UInt64>, settings: SimulationSettings = SimulationSettings(),
    note: (SimulationReport) -> Void = { _ in }
  ) -> SimulationFailure? {
    for seed in seeds {
      let run = SimulationRun(seed: seed, settings: settings)
      do {
        note(try run.run())
      } catch {
        return run.shrunk() ?? error
      }
    }
    return nil
  }
}
