public import TautJSON

extension RoomRecovery {
  /// Writes the members `room, epoch, offset, messages[], gap?`, as the server answers `history` and `poll`.
  ///
  /// `offset` is where to go on from. Each message is `{type, ts, room, epoch, offset, id?, payload}`.
  public func writeMembers(to json: inout JSONWriter, of room: RoomName) {
    json.member("room", room.text)
    json.member("epoch", position.epoch.description)
    json.member("offset", position.offset)
    json.name("messages")
    json.beginArray()
    for publication in missed { Self.write(publication, to: &json) }
    json.endArray()
    guard let gap else { return }
    json.name("gap")
    json.beginObject()
    json.member("from", gap.from)
    json.member("to", gap.to)
    json.member("reason", gap.reason.rawValue)
    json.endObject()
  }

  private static func write(_ publication: Publication, to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", publication.type)
    json.member("ts", publication.timestamp)
    json.member("room", publication.room.text)
    json.member("epoch", publication.epoch.description)
    json.member("offset", publication.offset)
    if let id = publication.id { json.member("id", id) }
    json.name("payload")
    publication.withPayload { json.raw($0) }
    json.endObject()
  }
}
