import TautEventLoop
import TautSimulation

/// What a driver keeps in place of a server: the simulation and its beat.
struct SimulatedServer {
  var simulation: Simulation
  var timer: TimerID?
  var isTicking = false

  init(_ configuration: ClientConfiguration) {
    simulation = Simulation(configuration.simulation ?? SimulationConfiguration(), seed: configuration.simulationSeed)
    // It begins to tick with the session, not before.
    simulation.setSimulationMode(false)
  }
}
