internal import TautSession

extension SessionChange.Reason {
  /// What went wrong, where something did.
  var error: SessionError? {
    switch self {
    case .lost(let error), .gaveUp(let error): error
    case .asked, .disconnected, .opened, .serverAsked, .delayOver, .conditionsChanged, .unhealthy, .healthy,
      .switchedOff, .simulating, .simulationEnded:
      nil
    }
  }

  /// The reason in a few words; nil where the phase says it.
  var text: String? {
    switch self {
    case .asked, .opened, .delayOver, .healthy: nil
    case .disconnected: "the program disconnected"
    case .lost(let error), .gaveUp(let error): error.description
    case .serverAsked(let reason): reason.isEmpty ? "the server asked for it" : "the server asked for it: \(reason)"
    case .conditionsChanged: "the network or the configuration changed"
    case .unhealthy: "the connection does not do well"
    case .switchedOff: "there is nothing to connect to"
    case .simulating: "the data are simulated"
    case .simulationEnded: "the simulation is over"
    }
  }
}
