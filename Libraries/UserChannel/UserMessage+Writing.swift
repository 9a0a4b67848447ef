internal import TautBytes
import TautJSON

extension UserMessage {
  /// The message as a client of the `user` dialect gets it: `type, timestamp, id`, and the payload's members beside them.
  ///
  /// A payload that is no object, or has one of these names itself, stands whole in `payload` as well. A
  /// message that this connection got before says `redelivered`.
  func encoded(isRepeated: Bool = false) -> [UInt8] { encoded(id: id, isRepeated: isRepeated) }

  /// The message without an id, and with `stored: false`: nothing remembers it, so there is nothing to acknowledge.
  func encodedUnstored() -> [UInt8] { encoded(id: nil, isRepeated: false) }

  private func encoded(id: String?, isRepeated: Bool) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("type", type)
    json.member("timestamp", timestamp: created)
    if let id { json.member("id", id) } else { json.member("stored", false) }
    if priority != .normal { json.member("priority", priority.rawValue) }
    if isRepeated { json.member("redelivered", true) }
    payload.withBytes { write($0, isRepeated: isRepeated, to: &json) }
    json.endObject()
    return json.bytes
  }

  private func write(_ payload: RawSpan, isRepeated: Bool, to json: inout JSONWriter) {
    guard let root = try? JSONScanner().scan(payload), root.kind == .object else {
      return json.member("payload", raw: payload)
    }
    var taken = ["type", "timestamp", "id"]
    if priority != .normal { taken.append("priority") }
    if isRepeated { taken.append("redelivered") }
    let collides = taken.contains { root.member($0, in: payload) != nil }
    if collides { taken.append("payload") }
    var members = JSONMembers(of: root)
    while let member = members.next(in: payload) {
      if !taken.contains(where: { member.name.equals($0, in: payload) }) { json.member(member, of: payload) }
    }
    if collides { json.member("payload", raw: payload) }
  }
}
