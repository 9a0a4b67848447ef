import TautEnvelope
import TautHub
import TautJSON
import TautRooms
import TautWebSocket

extension HTTPResponse {
  /// The connections with who they are.
  static func connections(_ clients: [HubClientStatus], count: Int) -> HTTPResponse {
    json { writer in
      writer.member("count", count)
      writer.name("connections")
      writer.beginArray()
      for client in clients { write(client, to: &writer) }
      writer.endArray()
    }
  }

  private static func write(_ client: HubClientStatus, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("client_id", client.id)
    writer.member("dialect", client.dialect.name)
    if let user = client.user { writer.member("user", user) }
    if let role = client.role { writer.member("role", role) }
    writer.member("connected_at", timestamp: client.openedAt)
    writer.name("subscriptions")
    writer.beginArray()
    for room in client.rooms { writer.string(room) }
    writer.endArray()
    writer.member("waiting_bytes", client.waitingBytes)
    writer.endObject()
  }

  /// How many connections were closed.
  static func disconnected(_ count: Int) -> HTTPResponse {
    json { $0.member("disconnected", count) }
  }

  /// Who is in a room: `{"room", "count", "connections", "members", "truncated"}`.
  static func presence(_ status: RoomPresenceStatus) -> HTTPResponse {
    json { status.write(to: &$0, room: "room") }
  }

  /// What a room remembers: `{"room", "epoch", "offset", "messages", "gap"?}`.
  ///
  /// `offset` is where to go on from.
  static func history(_ recovery: RoomRecovery, of room: RoomName) -> HTTPResponse {
    json { recovery.writeMembers(to: &$0, of: room) }
  }
}
