public import TautRooms

/// Something that shall be published to a room.
public struct PublishRequest: Sendable {
  /// The room.
  public var room: RoomName
  /// The message's type, such as `odds_update`.
  public var type: String
  /// The payload as JSON, passed on byte for byte.
  public var payload: [UInt8]
  /// An id that makes the publish idempotent: a second one with the same id is answered with the first one's offset.
  public var id: String?
  /// Further members of `meta` as a JSON object, or empty. `room`, `epoch`, `offset` and `id` in it are ignored.
  public var meta: [UInt8] = []
  /// Whether the room must exist already, whatever ``HubConfiguration/publishCreatesRooms`` says.
  public var requiresRoom = false

  /// Makes a request out of parts that are known to be good: `payload` is one JSON value.
  public init(room: RoomName, type: String, payload: [UInt8], id: String? = nil) {
    self.room = room
    self.type = type
    self.payload = payload
    self.id = id
  }

  /// Reads the body of `POST /ws/v2/publish`: `{"room", "type", "payload", "id"?, "meta"?}`.
  public init(json body: RawSpan) throws(PublishError) {
    throw .malformed("not yet")
  }

  /// Reads the body of `POST /ws/v2/broadcast/test`: `{"subscription_type", "message"}`.
  ///
  /// The room must exist. It receives a `notification` with the payload `{"message": …, "test": true}`.
  public static func broadcastTest(json body: RawSpan) throws(PublishError) -> PublishRequest {
    throw .malformed("not yet")
  }
}
