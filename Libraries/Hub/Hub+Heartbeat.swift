import TautEnvelope
import TautJSON

extension Hub {
  /// Sends `ping` to the connections whose routes have the server do so, once for each dialect among them.
  mutating func sendHeartbeats(at now: Moment, into output: inout HubOutput) {
    var due: [[UInt32]] = Array(repeating: [], count: Dialect.allCases.count)
    while let entry = heartbeats.next(
      at: now.instant, isGone: { connections[Int($0.slot)]?.generation != $0.generation })
    {
      // Who is behind with reading has enough to read.
      guard !marks[Int(entry.slot)].isStalled else { continue }
      due[Int(marks[Int(entry.slot)].dialect.rawValue)].append(entry.slot)
    }
    for dialect in Dialect.allCases where !due[Int(dialect.rawValue)].isEmpty {
      broadcast(.ping, as: dialect, to: due[Int(dialect.rawValue)], at: now, into: &output) { json in
        json.beginObject()
        json.endObject()
      }
    }
  }

  /// Sends one message to many connections of one dialect.
  mutating func broadcast(
    _ type: MessageType, as dialect: Dialect, to slots: [UInt32], at now: Moment, into output: inout HubOutput,
    payload: (inout JSONWriter) -> Void
  ) {
    let range = encode(type, nil, as: dialect, at: now, into: &output, payload: payload)
    let start = output.recipients.count
    output.recipients += slots
    output.actions.append(.broadcast(range, recipients: start..<output.recipients.count))
    counters.messagesOut += slots.count
    for slot in slots { noteBacklog(range.count, of: slot) }
  }
}
