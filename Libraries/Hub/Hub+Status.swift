import TautEnvelope
import TautJSON
import TautRooms

extension Hub {
  /// How often rooms are searched for what has become too old; publishing does it for its own room.
  static let expiryInterval: Duration = .seconds(10)

  /// Does what is due at `now`, and returns when to call again.
  public mutating func poll(at now: Moment, into output: inout HubOutput) -> ContinuousClock.Instant {
    guard now.instant >= nextExpiry else { return nextExpiry }
    for number in roomTable.numbers { roomTable[number].log?.expire(at: now.instant) }
    nextExpiry = now.instant + Self.expiryInterval
    return nextExpiry
  }

  /// Asks all clients to reconnect.
  ///
  /// They get `reconnect_required {reason, afterMs, jitterMs}`, and the connections stay open.
  public mutating func drain(
    reason: String, after delay: Duration, jitter: Duration, at now: Moment, into output: inout HubOutput
  ) {
    isDraining = true
    let slots = connections.indices.filter { connections[$0] != nil }.map { UInt32($0) }
    guard !slots.isEmpty else { return }
    let range = encode(.reconnectRequired, nil, at: now, into: &output) { json in
      json.beginObject()
      json.member("reason", reason)
      json.member("afterMs", delay.milliseconds)
      json.member("jitterMs", jitter.milliseconds)
      json.endObject()
    }
    let start = output.recipients.count
    output.recipients += slots
    output.actions.append(.broadcast(range, recipients: start..<output.recipients.count))
    counters.messagesOut += slots.count
    for slot in slots { noteBacklog(range.count, of: slot) }
    closeOverfull(at: now, into: &output)
  }

  /// What this hub looks like now.
  public func status() -> HubStatus {
    HubStatus(
      connections: openConnections,
      stalledConnections: queues.count,
      subscriptions: subscriptions.count,
      rooms: roomTable.numbers.count { roomTable[$0].log != nil },
      waitingBytes: queues.values.reduce(0) { $0 + $1.bytes + $1.replayBytes },
      counters: counters)
  }

  /// The rooms that this hub is the home of or has subscribers in, by name.
  public func rooms() -> [RoomStatus] {
    roomTable.numbers.map { number in
      let room = roomTable[number]
      return RoomStatus(
        name: room.name, subscriptions: room.index.count, position: room.log?.position,
        historyCount: room.log?.history.count ?? 0, historyBytes: room.log?.history.bytes ?? 0)
    }.sorted { $0.name < $1.name }
  }
}

extension Duration {
  fileprivate var milliseconds: Int64 {
    components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
  }
}
