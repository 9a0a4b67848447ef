/// What is simulated, and how fast (S0's `simulation`).
public struct SimulationConfiguration: Sendable {
  /// Whether data are simulated.
  ///
  /// Default: false.
  public var isEnabled = false

  /// The time between two ticks; each gives one message per channel.
  ///
  /// Default: 3 seconds (S0's `updateIntervalMs: 3000`).
  public var updateInterval: Duration = .seconds(3) {
    didSet { precondition(updateInterval > .zero, "the interval of a simulation must be longer than zero") }
  }

  /// The channels, in the order in which they get their messages.
  ///
  /// Default: `props`, `odds`, `games`.
  public var channels = ["props", "odds", "games"]

  /// Whether the application is to show that its data are simulated.
  ///
  /// Default: true.
  public var showsIndicators = true

  /// Generators by the name of their channel; they take the place of the ``SimulationGenerator/defaults``.
  ///
  /// Default: none.
  public var generators: [String: SimulationGenerator] = [:]

  /// How many messages ``Simulation/history`` holds.
  ///
  /// Default: 100; 0 keeps none.
  public var historyLimit = 100 {
    didSet { precondition(historyLimit >= 0, "a history cannot hold fewer than no messages") }
  }

  /// A configuration with the defaults.
  public init() {}

  /// What keeps the simulation from working as expected, in sentences; empty when all is well.
  ///
  /// After S0's troubleshooting: it has to be enabled, and every channel needs a generator.
  public var problems: [String] {
    var problems = isEnabled ? [] : ["the simulation is not enabled"]
    if channels.isEmpty { problems.append("the simulation has no channels") }
    for channel in channels where generator(of: channel) == nil {
      problems.append("the channel \(channel) has no generator: add one, or use props, odds or games")
    }
    return problems
  }

  func generator(of channel: String) -> SimulationGenerator? {
    generators[channel] ?? SimulationGenerator.defaults[channel]
  }
}
