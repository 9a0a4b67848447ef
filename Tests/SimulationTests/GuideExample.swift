// The code that Docs/Guides/Simulation.md shows, in the same words; GuideTests compares them.

import TautEnvelope
import TautJSON
import TautSimulation

/// A source of data that needs no server.
struct OfflineSource {
  var simulation: Simulation
  /// What the application does with a message.
  let show: (Envelope) -> Void

  init(seed: UInt64, show: @escaping (Envelope) -> Void) {
    var configuration = SimulationConfiguration()
    configuration.updateInterval = .seconds(2)
    configuration.channels = ["odds", "props"]
    configuration.generators["props"] = SimulationGenerator { random, timestamp in
      [
        "player": "Mike Trout", "type": "over_hits",
        "line": .number(JSONNumber(Int.random(in: 1...3, using: &random))),
        "odds": .number(JSONNumber(Int.random(in: -110...(-70), using: &random))),
        "timestamp": .number(JSONNumber(timestamp)),
      ]
    }
    simulation = Simulation(configuration, seed: seed)
    self.show = show
  }

  /// Call it when the program goes offline, and at the time that it returns.
  mutating func tick(at now: ContinuousClock.Instant, timestamp: Int64) -> ContinuousClock.Instant? {
    var messages: [Envelope] = []
    simulation.setSimulationMode(true)
    let next = simulation.poll(at: now, timestamp: timestamp, into: &messages)
    messages.forEach(show)
    return next
  }
}
