import TautJSON
import TautRooms
import TautSession

/// One run of clients and a server in a simulated network, with everything that goes wrong in it, and the promises that
/// must hold nevertheless.
///
/// ```swift
/// let report = try SimulationRun(seed: 1).run()
/// ```
///
/// Nothing is lost, nothing comes twice or out of order, and gaps are told exactly; every request and every message is
/// settled once; no attempt is made before its delay, and none with a token that was refused; what is held is bounded;
/// phases follow each other as documented.
public struct SimulationRun: Sendable {
  /// The number from which all chance follows.
  public let seed: UInt64

  /// How large the run is.
  public let settings: SimulationSettings

  /// What happens, in the order of the times.
  public var steps: [TimedStep]

  /// The mistake that is planted into the clients' drivers.
  package var bug: PlantedBug?

  /// A run whose steps are drawn from its seed.
  public init(seed: UInt64, settings: SimulationSettings = SimulationSettings()) {
    self.init(seed: seed, settings: settings, steps: settings.steps(seed: seed))
  }

  /// A run with certain steps, as a failure names them.
  public init(seed: UInt64, settings: SimulationSettings, steps: [TimedStep]) {
    self.seed = seed
    self.settings = settings
    self.steps = steps
  }

  /// Runs, heals what is wrong at the end, and checks.
  @discardableResult
  public func run() throws(SimulationFailure) -> SimulationReport {
    let stage = SimulationStage(self)
    stage.play(steps)
    stage.heal()
    guard let violation = stage.checker.violation else { return stage.report }
    let happened = steps.filter { $0.time.nanoseconds <= violation.time.nanoseconds }
    throw SimulationFailure(
      seed: seed, promise: violation.promise, violation: violation.text, time: violation.time, steps: happened)
  }
}
