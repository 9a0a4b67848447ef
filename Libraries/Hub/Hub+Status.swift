import TautAuth
import TautRooms

extension Hub {
  /// How often rooms are searched for what has become too old; publishing does it for its own room.
  static let expiryInterval: Duration = .seconds(10)

  /// Does what is due at `now`, and returns when to call again.
  public mutating func poll(at now: Moment, into output: inout HubOutput) -> ContinuousClock.Instant {
    sendHeartbeats(at: now, into: &output)
    if let deadline = nextDeadline, deadline <= now.date { endOverdueConnections(at: now, into: &output) }
    if now.instant >= nextExpiry {
      for number in roomTable.numbers {
        budget.note(roomTable[number].expire(at: now.instant), of: number)
      }
      nextExpiry = now.instant + Self.expiryInterval
    }
    meetDeadlines(at: now, into: &output)
    closeOverfull(at: now, into: &output)
    let tokensEnd = nextDeadline.map { now.instant + ($0 - now.date) }
    nextPoll = [heartbeats.nextDue, deadlines.first, tokensEnd].compactMap { $0 }.reduce(nextExpiry, min)
    return nextPoll
  }

  /// What this hub looks like now.
  public func status() -> HubStatus {
    HubStatus(
      connections: openConnections,
      stalledConnections: queues.count,
      subscriptions: subscriptions.count,
      rooms: roomTable.numbers.count { roomTable[$0].log != nil },
      historyBytes: budget.cost,
      waitingBytes: queues.values.reduce(0) { $0 + $1.bytes + $1.replayBytes },
      counters: counters)
  }

  /// The rooms that this hub is the home of or has subscribers in, by name.
  public func rooms() -> [RoomStatus] {
    roomTable.numbers.map { number in
      let room = roomTable[number]
      return RoomStatus(
        name: room.name, subscriptions: room.liveCount, position: room.log?.position,
        historyCount: room.log?.history.count ?? 0, historyBytes: room.log?.history.bytes ?? 0)
    }.sorted { $0.name < $1.name }
  }
}
