import TautAuth
import TautEnvelope
import TautRooms

extension Hub {
  /// Whom ``disconnect(_:reason:at:into:)`` means.
  public enum ClientSelection: Sendable, Hashable {
    /// The connections with this client id.
    case client(String)
    /// The connections of this user.
    case user(String)
  }

  /// The connections in the order of their slots, at most `limit`.
  public func clients(limit: Int) -> [HubClientStatus] {
    connections.indices.lazy.filter { connections[$0] != nil }.prefix(limit).map { client(at: $0) }
  }

  private func client(at index: Int) -> HubClientStatus {
    let connection = connections[index]!
    let queue = queues[UInt32(index)]
    let principal = principal(of: UInt32(index))
    return HubClientStatus(
      id: id(of: connection), dialect: marks[index].dialect, user: principal.user, role: principal.role,
      openedAt: start.milliseconds + Int64(connection.openedAfter) * 1_000,
      rooms: connection.subscriptions.map { roomTable[subscriptions[$0].room].name.text },
      waitingBytes: connection.backlog + (queue.map { $0.bytes + $0.replayBytes } ?? 0))
  }

  /// What a client is known by: its own id, or else one of its loop.
  func id(of connection: HubConnection) -> String {
    guard let id = connection.client?.id, !id.isEmpty else { return "\(loop)-\(connection.generation)" }
    return id
  }

  /// Closes the connections that are meant with 4410, and returns how many they were.
  public mutating func disconnect(
    _ selection: ClientSelection, reason: String, at now: Moment, into output: inout HubOutput
  ) -> Int {
    let slots = connections.indices.filter { index in
      guard let connection = connections[index] else { return false }
      return switch selection {
      case .client(let id): self.id(of: connection) == id
      case .user(let user): principal(of: UInt32(index)).user == user
      }
    }
    for slot in slots {
      close(UInt32(slot), HubCloseCode.disconnectedByAdministrator, reason, at: now, into: &output)
    }
    return slots.count
  }
}
