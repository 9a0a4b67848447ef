import TautBytes
import TautEnvelope
import TautEventLoop
import TautJSON
import TautNotifications
import TautSession
import TautSimulation

/// Simulated data in place of a connection.
extension SessionDriver {
  /// Whether data are simulated: the program wants it and is connected, or it follows giving up.
  var isSimulating: Bool {
    if simulated.isWanted { return session.phase.isConnected }
    return configuration.simulation != nil && session.phase == .fallback && session.configuration.fallback == .simulate
  }

  /// What the status indicator shows; a simulation is not taken for a connection.
  var indicator: StatusIndicator {
    var indicator = report.notifications.indicator(at: reactor.now)
    if isSimulating, simulated.simulation.configuration.showsIndicators { indicator.label = "Simulation Active" }
    return indicator
  }

  // MARK: What the program wants

  func connect() {
    simulated.isAlone = false
    tell { $0.connect(at: $1, into: &$2) }
  }

  func setConfiguration(_ new: ClientConfiguration) {
    configuration.connection = new.connection
    (configuration.token, configuration.tokenPlacement) = (new.token, new.tokenPlacement)
    (configuration.poll, configuration.pollURL) = (new.poll, new.pollURL)
    setConfiguration(new.session)
  }

  func setConfiguration(_ configuration: SessionConfiguration) {
    simulated.settings = configuration
    simulated.settings.usesTokenProvider = self.configuration.token != nil
    applySettings()
  }

  func setSimulationMode(_ isOn: Bool) {
    if isOn != simulated.isWanted {
      simulated.isWanted = isOn
      if !isOn, simulated.isAlone { tell { $0.disconnect(at: $1, into: &$2) } }
      applySettings()
    }
    guard isOn, session.phase == .idle else { return }
    simulated.isAlone = true
    tell { $0.connect(at: $1, into: &$2) }
  }

  private func applySettings() {
    let settings = simulated.presentSettings
    tell { $0.setConfiguration(settings, at: $1, into: &$2) }
  }

  // MARK: The link that leads nowhere

  func openSimulated(_ id: LinkID) {
    simulated.link = id
    tell { $0.receiveOpen(id, at: $1, into: &$2) }
  }

  /// Refuses requests and confirmed messages, which wait for an answer; nothing else wants one.
  func refuseSimulated(_ message: [UInt8], on id: LinkID) {
    guard let correlation = try? JSONValue(parsing: message).object?["correlationId"],
      let kind = correlation.string?.utf8.first, [UInt8(ascii: "r"), UInt8(ascii: "m")].contains(kind)
    else { return }
    let payload =
      #"{"code":"SIMULATED","message":"data are simulated, and nothing is sent: leave the simulation mode","recoverable":true}"#
    let answer = Envelope(.error, at: 0, correlationId: correlation, payload: Array(payload.utf8))
    var bytes: [UInt8] = []
    answer.encode(into: &bytes)
    bytes.withBytes { receive($0, on: id) }
  }

  func answerSimulated(_ ping: UInt64, on id: LinkID) {
    tell { $0.receivePong(ping, on: id, at: $1, into: &$2) }
  }

  // MARK: The beat

  /// Begins and ends the beat as the session's phase wants it, and delivers what is due.
  func simulate() {
    guard isSimulating || simulated.simulation.isSimulating, !simulated.isTicking else { return }
    simulated.simulation.setSimulationMode(isSimulating)
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
