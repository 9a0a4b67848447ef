internal import TautBytes
internal import TautJSON

/// One event is one line of JSON: the names are those of `tautline connect --json`, with `at` and `from`.
///
/// ```json
/// {"at":0.0,"event":"open","version":1,"time":"2025-08-15T10:00:00Z","url":"ws://…","subprotocol":null,"extensions":""}
/// {"at":0.012,"event":"message","from":"client","type":"text","text":"hello"}
/// {"at":0.013,"event":"message","from":"server","type":"binary","b64":"AAEC"}
/// {"at":2.5,"event":"close","code":1000,"reason":""}
/// ```
extension RecordedEvent {
  /// The version of the form.
  static let version: Int64 = 1

  /// The event as one line, with its line feed.
  public var line: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("at", (time / .microseconds(1)).rounded() / 1_000_000)
    switch kind {
    case .open(let session): Self.write(session, to: &json)
    case .message(let side, let content): Self.write(side, content, to: &json)
    case .close(let code, let reason):
      json.member("event", "close")
      json.member("code", code)
      json.member("reason", reason)
    }
    json.endObject()
    return json.bytes + [0x0A]
  }

  private static func write(_ session: RecordedSession, to json: inout JSONWriter) {
    json.member("event", "open")
    json.member("version", version)
    json.member("ts", session.milliseconds)
    json.member("time", timestamp: session.milliseconds)
    json.member("url", session.url)
    json.name("subprotocol")
    if let subprotocol = session.subprotocol { json.string(subprotocol) } else { json.null() }
    json.member("extensions", session.extensions)
  }

  private static func write(_ side: Side, _ content: Content, to json: inout JSONWriter) {
    json.member("event", "message")
    json.member("from", side.rawValue)
    switch content {
    case .text(let text):
      json.member("type", "text")
      json.member("text", text)
    case .binary(let bytes):
      json.member("type", "binary")
      json.member("b64", String(decoding: Base64.encode(bytes.span), as: UTF8.self))
    }
  }

  /// Reads one line; further members are ignored.
  ///
  /// - Throws: ``RecordingError/line(number:reason:)`` with this number.
  public init(line: String, number: Int) throws(RecordingError) {
    guard let object = try? JSONValue(parsing: line).object else {
      throw .line(number: number, reason: "it is no json object")
    }
    guard let seconds = object["at"]?.double, seconds >= 0, seconds < 1e9 else {
      throw .line(number: number, reason: "at must be a number of seconds, not below 0")
    }
    time = .microseconds(Int64((seconds * 1_000_000).rounded()))
    do throws(Reason) {
      kind = try Self.kind(object)
    } catch {
      throw .line(number: number, reason: error.text)
    }
  }

  private struct Reason: Error {
    var text: String
  }

  private static func kind(_ object: JSONObject) throws(Reason) -> Kind {
    switch object["event"]?.string {
    case "open": return .open(try session(object))
    case "message":
      guard let side = object["from"]?.string.flatMap({ Side(rawValue: $0) }) else {
        throw Reason(text: "from must be client or server")
      }
      return .message(side, try content(object))
    case "close":
      guard let code = object["code"]?.int64.flatMap({ UInt16(exactly: $0) }) else {
        throw Reason(text: "code must be a close code")
      }
      return .close(code: code, reason: object["reason"]?.string ?? "")
    default: throw Reason(text: "event must be open, message or close")
    }
  }

  private static func session(_ object: JSONObject) throws(Reason) -> RecordedSession {
    guard object["version"]?.int64 == version else { throw Reason(text: "version must be \(version)") }
    return RecordedSession(
      url: object["url"]?.string ?? "", subprotocol: object["subprotocol"]?.string,
      extensions: object["extensions"]?.string ?? "", milliseconds: object["ts"]?.int64 ?? 0)
  }

  private static func content(_ object: JSONObject) throws(Reason) -> Content {
    if let text = object["text"]?.string { return .text(text) }
    guard let encoded = object["b64"]?.string, let bytes = Base64.decode(Array(encoded.utf8).span) else {
      throw Reason(text: "a message must have text, or b64 with base64")
    }
    return .binary(bytes)
  }
}
