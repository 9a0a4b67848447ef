import TautEventLoop
import TautSimulation

/// What a driver keeps in place of a server: the simulation and its beat.
struct SimulatedServer {
  /// What makes the data; it holds more than all else of an idle client, so it is made when somebody looks.
  lazy var simulation = makeSimulation()
  var timer: TimerID?
  var isTicking = false
  /// Whether the simulation is in its mode.
  var isBeating = false
  private let configuration: SimulationConfiguration
  private let seed: UInt64

  init(_ configuration: ClientConfiguration) {
    self.configuration = configuration.simulation ?? SimulationConfiguration()
    seed = configuration.simulationSeed
  }

  private func makeSimulation() -> Simulation {
    var simulation = Simulation(configuration, seed: seed)
    // It begins to tick with the session, not before.
    simulation.setSimulationMode(false)
    return simulation
  }
}
