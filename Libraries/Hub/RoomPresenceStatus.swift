public import TautJSON
public import TautRooms

/// Who is in a room.
public struct RoomPresenceStatus: Sendable, Hashable {
  /// The room.
  public var room: RoomName
  /// How many members there are: users, and clients without one.
  public var count: Int
  /// How many connections they have.
  public var connections: Int
  /// The members in order, as many as were asked for.
  public var members: [PresenceEntry]
  /// Whether there are more members than are listed.
  public var isTruncated: Bool

  /// Writes the members of an object: the room, `count`, `connections`, `members: [{user | client_id, connections}]`,
  /// `truncated`.
  ///
  /// - Parameters:
  ///   - json: Where it is written.
  ///   - name: The key of the room's name.
  public func write(to json: inout JSONWriter, room name: StaticString = "channel") {
    json.member(name, room.text)
    json.member("count", count)
    json.member("connections", connections)
    json.name("members")
    json.beginArray()
    for entry in members {
      json.beginObject()
      json.write(entry.member)
      json.member("connections", entry.connections)
      json.endObject()
    }
    json.endArray()
    json.member("truncated", isTruncated)
  }
}
