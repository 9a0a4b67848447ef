import TautEnvelope
import TautEventLoop
import TautSession
import TautSimulation

/// What a driver keeps in place of a server: the simulation, and the link on which nobody answers.
struct SimulatedServer {
  /// How the session behaves without the simulation mode.
  var settings: SessionConfiguration
  /// Whether the program wants simulated data in place of a connection.
  var isWanted: Bool
  /// Whether nobody but the simulation mode wanted to connect.
  var isAlone = false
  var simulation: Simulation
  /// The session's link that leads here.
  var link: LinkID?
  var timer: TimerID?
  var isTicking = false

  init(_ settings: SessionConfiguration, _ configuration: ClientConfiguration) {
    self.settings = settings
    isWanted = configuration.simulation?.isEnabled == true
    simulation = Simulation(configuration.simulation ?? SimulationConfiguration(), seed: configuration.simulationSeed)
    // It begins to tick with the session, not before.
    simulation.setSimulationMode(false)
  }

  /// How the session is to behave now.
  ///
  /// A simulation speaks v2, asks for no token, and answers no messages; its URL is opened by nobody.
  var presentSettings: SessionConfiguration {
    guard isWanted else { return settings }
    var simulated = settings
    simulated.url = "simulation:"
    simulated.isEnabled = true
    simulated.dialect = .v2
    simulated.pingKind = .frame
    simulated.usesTokenProvider = false
    return simulated
  }
}
