public import TautRooms

/// Something that shall be published to a room.
public struct PublishRequest: Sendable, Hashable {
  /// The longest type and the longest id, in bytes.
  public static let longestName = 256

  /// The room.
  public var room: RoomName
  /// The message's type, such as `odds_update`.
  public var type: String
  /// The payload as JSON, passed on byte for byte.
  public var payload: [UInt8]
  /// An id that makes the publish idempotent: a second one with the same id is answered with the first one's offset.
  public var id: String?
  /// Further members of `meta` as a JSON object, or empty.
  ///
  /// `room`, `epoch`, `offset` and `id` in it are ignored, and `source` is the server without one.
  public var meta: [UInt8] = []
  /// Whether the room must exist already, whatever ``HubConfiguration/publishCreatesRooms`` says.
  public var requiresRoom = false
  /// Whether nobody misses it after a restart, as what is simulated: where nothing can be stored it is delivered anyway.
  ///
  /// Where things are stored it is stored like all others, since it takes an offset of its room.
  public var isExpendable = false

  /// Makes a request out of parts that are known to be good: `payload` is one JSON value.
  public init(room: RoomName, type: String, payload: [UInt8], id: String? = nil) {
    self.room = room
    self.type = type
    self.payload = payload
    self.id = id
  }
}
