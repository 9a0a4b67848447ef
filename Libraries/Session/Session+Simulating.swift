import TautBackoff
import TautEnvelope
import TautFraming
import TautJSON
import TautRooms

/// Simulated data in the place of a connection.
///
/// No link stands behind them: nothing is sent, no heartbeat runs, no attempt is counted, and nothing says that a server
/// ever answered.
extension Session {
  /// Whether simulated data take the connection's place: the mode is on, and the session is ready.
  public var isSimulating: Bool { configuration.isSimulated && phase == .open }

  /// Puts simulated data in the place of the connection, or goes back to it (S0's `setSimulationMode`).
  ///
  /// A connection is closed, and requests end with ``SessionError/simulated``, as does what is sent while the mode is on.
  /// What was queued before waits for a real connection. Rooms keep their positions. A session that nobody has connected
  /// is ready by the mode, and idle after it. Twice is as good as once.
  public mutating func setSimulationMode(
    _ isOn: Bool, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    var new = configuration
    new.isSimulated = isOn
    setConfiguration(new, at: now, into: &output)
    if isOn, !isSimulating { beginSimulation(at: now, into: &output) }
  }

  mutating func beginSimulation(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    leave(.normalClosure, "the data are simulated", into: &output)
    nextPoll = nil
    for request in requests { output.actions.append(.failed(request.id, .simulated)) }
    requests = []
    // What is said at each step is so: there is no connection, one is asked for, and here it is.
    for phase in [SessionPhase.idle, .connecting, .open] { move(to: phase, .simulating, at: now, into: &output) }
  }

  mutating func endSimulation(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    move(to: .idle, .simulationEnded, at: now, into: &output)
    guard wantsConnection else { return }
    guard configuration.isEnabled, configuration.url != nil else { return switchOff(at: now, into: &output) }
    backoff.reset()
    refusal = nil
    attempt(.conditionsChanged, phase: .connecting, at: now, into: &output)
  }

  /// Handles a message that a simulation made in place of a server: an envelope of the v2 dialect, its room in `meta.room`.
  ///
  /// It goes to the subscriptions of the room whose filters let it pass, and to whoever hears everything, with and without a
  /// link. The rooms' positions stay what the server said last, so that nothing is missed when there is one again. Slices in
  /// the output are of `bytes`.
  public mutating func receiveSimulated(_ bytes: RawSpan, into output: inout SessionOutput) {
    guard let view = try? Dialect.v2.decode(bytes) else { return }
    var message = SessionMessage(type: view.type, payload: view.payload, message: view.message)
    message.id = view.meta?.member("id", in: bytes)
    message.room = view.meta?.member("room", in: bytes)
    let start = output.subscriptions.count
    if let name = message.room, let index = rooms.find(name, in: bytes) {
      let payload = bytes.extracting(message.payload.range)
      for handle in rooms[index].handles.indices where rooms[index].handles[handle].matcher.matches(payload) {
        output.subscriptions.append(rooms[index].handles[handle].id)
      }
    }
    message.subscriptions = start..<output.subscriptions.count
    output.actions.append(.deliver(message))
  }
}
