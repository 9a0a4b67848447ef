import TautBytes
import TautJSON

extension ClientMessage {
  /// What was published, as it was spelled.
  ///
  /// A flat message has it in `payload` where a member has the name of a key of the message, and elsewhere among these keys.
  var publication: [UInt8] {
    guard content.count == message.count else { return payload }
    return message.withBytes { bytes in
      guard let whole = try? JSONScanner().scan(bytes) else { return message }
      if let payload = whole.member("payload", in: bytes) { return payload.copy(in: bytes) }
      var json = JSONWriter()
      json.beginObject()
      var members = JSONMembers(of: whole)
      while let member = members.next(in: bytes) {
        guard let name = member.name.string(in: bytes), !Self.keys.contains(name) else { continue }
        json.name(name)
        json.raw(member.value, of: bytes)
      }
      json.endObject()
      return json.bytes
    }
  }

  /// The keys of a flat message beside `id`, which a payload mostly has as well.
  private static let keys: Set = ["type", "timestamp", "room", "epoch", "offset", "meta"]
}
