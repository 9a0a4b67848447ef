internal import TautBytes
internal import TautClient
internal import TautJSON

/// Events for a program: one JSON object in one line.
enum EventRecord {
  /// The record of `event`, with its line feed, of the connection with this number where there are several.
  static func line(_ event: ShownEvent, connection: Int? = nil) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if let connection { json.member("connection", connection) }
    members(event, &json)
    json.endObject()
    return json.bytes + [0x0A]
  }

  private static func members(_ event: ShownEvent, _ json: inout JSONWriter) {
    switch event {
    case .opened(let peer, let subprotocol, let extensions):
      json.member("event", "open")
      json.member("peer", peer)
      json.name("subprotocol")
      if let subprotocol { json.string(subprotocol) } else { json.null() }
      json.member("extensions", extensions)
    case .received(.text(let text)):
      json.member("event", "message")
      json.member("type", "text")
      json.member("text", text)
    case .received(.binary(let bytes)):
      json.member("event", "message")
      json.member("type", "binary")
      json.member("b64", base64(bytes))
    case .ping(let payload):
      json.member("event", "ping")
      json.member("b64", base64(payload))
    case .pong(let payload, let time):
      json.member("event", "pong")
      json.member("b64", base64(payload))
      if let time { json.member("ms", (time / .microseconds(1)).rounded() / 1000) }
    case .closed(let code, let reason):
      json.member("event", "close")
      json.member("code", code)
      json.member("reason", reason)
      json.member("meaning", CloseMeaning.phrase(code))
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    String(decoding: Base64.encode(bytes.span), as: UTF8.self)
  }
}
