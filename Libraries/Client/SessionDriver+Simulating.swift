import TautBytes
import TautEnvelope
import TautEventLoop
import TautJSON
import TautNotifications
import TautSession
import TautSimulation

/// Simulated data in place of a connection.
extension SessionDriver {
  func setConfiguration(_ new: ClientConfiguration) {
    configuration.connection = new.connection
    (configuration.token, configuration.tokenPlacement) = (new.token, new.tokenPlacement)
    (configuration.poll, configuration.pollURL) = (new.poll, new.pollURL)
    setConfiguration(new.session)
  }

  /// How the session behaves, in the simulation mode and out of it.
  func setConfiguration(_ settings: SessionConfiguration) {
    var settings = settings
    settings.usesTokenProvider = configuration.token != nil
    settings.isSimulated = session.configuration.isSimulated
    tell { [settings] in $0.setConfiguration(settings, at: $1, into: &$2) }
  }

  // MARK: The beat

  /// Begins and ends the beat as the session's phase wants it, and delivers what is due.
  func simulate() {
    guard isSimulating || simulated.isBeating, !simulated.isTicking else { return }
    simulated.simulation.setSimulationMode(isSimulating)
    simulated.isBeating = isSimulating
    if let timer = simulated.timer.take() { reactor.cancel(timer) }
    var messages: [Envelope] = []
    var next = reactor.now + simulated.simulation.configuration.updateInterval
    // Where a reader has too much to read a server is not read either; a simulation skips what it missed.
    if !isHeldBack || !isSimulating {
      let due = simulated.simulation.poll(at: reactor.now, timestamp: reactor.wallMilliseconds, into: &messages)
      guard let due else { return }
      next = due
    }
    deliver(messages)
    simulated.timer = reactor.after(max(next - reactor.now, .milliseconds(1))) { [weak self] in
      self?.simulated.timer = nil
      self?.simulate()
    }
  }

  private func deliver(_ messages: [Envelope]) {
    simulated.isTicking = true
    for message in messages {
      var bytes: [UInt8] = []
      message.encode(into: &bytes)
      receiveSimulated(bytes)
    }
    simulated.isTicking = false
  }
}
