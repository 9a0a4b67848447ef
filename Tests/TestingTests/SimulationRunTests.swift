import TautTesting
import Testing

@Suite struct SimulationRunTests {
  static let settings: SimulationSettings = {
    var settings = SimulationSettings()
    settings.duration = .seconds(120)
    settings.stepInterval = .seconds(5)
    return settings
  }()

  @Test(arguments: (0..<10) as Range<UInt64>)
  func `a hundred seeds break no promise`(part: UInt64) {
    #expect(SimulationRun.check(seeds: (part * 100)..<((part + 1) * 100), settings: Self.settings) == nil)
  }
}
