import TautBytes
import TautJSON

/// A message of the server, as far as a chat looks at it.
struct ServerMessage: Sendable {
  private let members: JSONObject

  /// Reads a message; what is no object has no members.
  init(_ text: String) {
    members = text.withBytes { bytes in
      guard let root = try? JSONScanner().scan(bytes) else { return JSONObject() }
      return JSONValue(root, in: bytes).object ?? JSONObject()
    }
  }

  subscript(name: String) -> String? { members[name]?.string }

  var type: String { self["type"] ?? "" }
  var count: Int64 { members["count"]?.int64 ?? 0 }
  /// Whether it is a part of an answer, and not the whole.
  var isPart: Bool { members["done"] == .boolean(false) }

  /// What there is to read: the message, or what else it has.
  var text: String {
    if let message = self["message"] ?? self["text"] ?? self["title"] { return message }
    let known: Set<String> = ["type", "timestamp", "id", "priority", "redelivered"]
    return JSONValue.object(JSONObject(members.members.filter { !known.contains($0.name) })).description
  }
}
