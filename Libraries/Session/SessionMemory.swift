internal import TautBytes
public import TautEnvelope
internal import TautJSON

/// What a session remembers from one run of its program to the next: who it is, and what it has seen.
public struct SessionMemory: Sendable, Hashable {
  /// The client's id, the same for all of its connections.
  public var clientID: String

  /// The last message that was seen, by room.
  public var positions: [String: SubscribeSince]

  /// A memory of a client that has seen nothing.
  public init(clientID: String, positions: [String: SubscribeSince] = [:]) {
    self.clientID = clientID
    self.positions = positions
  }

  /// Reads what ``json`` wrote; nil where the bytes are something else.
  public init?(json bytes: [UInt8]) {
    guard let object = try? JSONValue(parsing: bytes).object, let id = object["clientId"]?.string,
      let rooms = object["positions"]?.object
    else { return nil }
    clientID = id
    positions = [:]
    for member in rooms.members {
      guard let position = Self.position(member.value) else { return nil }
      positions[member.name] = position
    }
  }

  private static func position(_ value: JSONValue) -> SubscribeSince? {
    let bytes = value.bytes
    return bytes.withBytes { bytes in
      (try? JSONScanner().scan(bytes)).flatMap { try? SubscribeSince($0, in: bytes) }
    }
  }

  /// The memory as a JSON object of one line, for a file.
  public var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("clientId", clientID)
    json.name("positions")
    json.beginObject()
    for (room, position) in positions.sorted(by: { $0.key < $1.key }) {
      json.name(room)
      json.beginObject()
      json.member("epoch", position.epoch)
      json.member("offset", position.offset)
      json.endObject()
    }
    json.endObject()
    json.endObject()
    return json.bytes
  }
}
