public import TautEnvelope
import TautSession
import TautSimulation

extension Client {
  /// Whether the data that come are simulated: in the simulation mode, or after giving up where the fallback is `simulate`.
  public var isSimulating: Bool {
    get async { await withDriver { $0.isSimulating } }
  }

  /// The last simulated messages, oldest first; at most as many as `historyLimit` of ``ClientConfiguration/simulation`` says (100 without).
  public var simulationHistory: [Envelope] {
    get async { await withDriver { $0.simulated.simulation.history } }
  }

  /// Puts simulated data in the place of the connection, or goes back to it (S0's `setSimulationMode`).
  ///
  /// The first messages come at once, then some after each interval of ``ClientConfiguration/simulation``. An open connection
  /// is closed, and its rooms keep their positions: after the mode everything comes that was missed. A client that nobody has
  /// connected is open by the mode, and idle after it. Twice is as good as once.
  ///
  /// Nothing is sent while the mode is on: requests, publishes and messages end with ``SessionError/simulated``. What was
  /// queued before waits for a real connection. Diagnostics, health and notifications say that the data are simulated, and
  /// count nothing of them.
  public func setSimulationMode(_ isOn: Bool) async {
    await withDriver { driver in
      if !driver.isClosed { driver.tell { $0.setSimulationMode(isOn, at: $1, into: &$2) } }
    }
  }
}
