import TautEnvelope
import TautJSON

extension Hub {
  /// Begins to drain, and asks all clients at once to reconnect.
  ///
  /// - Parameters:
  ///   - reason: A sentence for people.
  ///   - delay: How long they shall wait at least.
  ///   - jitter: Up to how much longer each of them shall wait, by chance.
  ///   - now: The present.
  ///   - output: What to do is added here.
  public mutating func drain(
    reason: String, after delay: Duration, jitter: Duration, at now: Moment, into output: inout HubOutput
  ) {
    beginDraining(into: &output)
    let slots = connections.indices.filter { connections[$0] != nil }.map(UInt32.init)
    requireReconnect(of: slots, reason: reason, after: delay, jitter: jitter, at: now, into: &output)
  }

  /// Answers the polls that wait, and reports from now on that the server is draining.
  public mutating func beginDraining(into output: inout HubOutput) {
    isDraining = true
    endPolls(into: &output)
  }

  /// Asks some clients to reconnect.
  ///
  /// They get `reconnect_required {reason, afterMs, jitterMs}`, and their connections stay open. Slots that are not open
  /// are ignored.
  public mutating func requireReconnect(
    of slots: some Collection<UInt32>, reason: String, after delay: Duration, jitter: Duration, at now: Moment,
    into output: inout HubOutput
  ) {
    for dialect in Dialect.allCases {
      let slots = slots.filter { isOpen($0) && marks[Int($0)].dialect == dialect }
      guard !slots.isEmpty else { continue }
      broadcast(.reconnectRequired, as: dialect, to: slots, at: now, into: &output) { json in
        json.beginObject()
        json.member("reason", reason)
        json.member("afterMs", delay.milliseconds)
        json.member("jitterMs", jitter.milliseconds)
        json.endObject()
      }
    }
    closeOverfull(at: now, into: &output)
  }
}
