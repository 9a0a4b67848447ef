internal import TautBytes
internal import TautJSON

/// One publication, as `POST /ws/v2/publish` takes it.
struct PublishMessage: Sendable, Hashable {
  /// What cannot be published.
  enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
    case payload(String)
    case meta(String)

    var description: String {
      switch self {
      case .payload(let reason): "payload is not valid JSON: \(reason)"
      case .meta(let reason): "--meta must be a JSON object: \(reason)"
      }
    }
  }

  var room: String
  var type: String
  /// JSON that goes out as it is spelled.
  var payload: [UInt8]
  var id: String?
  /// A JSON object that goes out as it is spelled.
  var meta: [UInt8]?

  /// Refuses a payload or meta data that would make another message of it.
  func validate() throws(Failure) {
    do throws(JSONError) {
      _ = try payload.withBytes { bytes throws(JSONError) in try JSONScanner().scan(bytes) }
    } catch {
      throw .payload("\(error)")
    }
    if let meta, let reason = Self.complaint(aboutObject: meta) { throw .meta(reason) }
  }

  private static func complaint(aboutObject bytes: [UInt8]) -> String? {
    do throws(JSONError) {
      return try JSONObject(scanning: bytes) == nil ? "it is another value" : nil
    } catch {
      return "\(error)"
    }
  }

  /// The body of the request.
  var body: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("room", room)
    json.member("type", type)
    json.member("payload", raw: payload)
    if let id { json.member("id", id) }
    if let meta { json.member("meta", raw: meta) }
    json.endObject()
    return json.bytes
  }
}
