internal import TautJSON

/// A message of a room, as `tautline sub` prints it.
struct RoomMessage: Sendable, Hashable {
  var room: String
  var type: String
  /// Which history the offset counts in; nil where the server gives none.
  var epoch: String?
  /// The position in the room's order; nil where the server gives none.
  var offset: UInt64?
  /// The publisher's id of the message.
  var id: String?
  /// The time of the message, as it is spelled.
  var timestamp: [UInt8]?
  /// The payload, as it is spelled.
  var payload: [UInt8]

  /// One line of JSON, with its line feed.
  var record: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("room", room)
    json.member("type", type)
    json.name("epoch")
    if let epoch { json.string(epoch) } else { json.null() }
    json.name("offset")
    if let offset { json.number(offset) } else { json.null() }
    if let id { json.member("id", id) }
    if let timestamp { json.member("ts", raw: timestamp) }
    json.member("payload", raw: payload)
    json.endObject()
    return json.bytes + [0x0A]
  }

  /// The message for a person, in one row where it fits.
  func text(_ style: TextStyle, columns: Int) -> String {
    let head = "\(room.shown) \(offset.map { "\($0)" } ?? "-") \(type.shown)"
    let room = columns - head.shownWidth - 1
    let body = JSONLayout(columns: max(20, room), style: style).text(String(decoding: payload, as: UTF8.self))
    return "\(style.paint(head, .incoming)) \(body)"
  }
}
