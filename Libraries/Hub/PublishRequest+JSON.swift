import TautBytes
import TautJSON
import TautRooms

extension PublishRequest {
  /// Reads the body of `POST /ws/v2/publish`: `{"room", "type", "payload", "id"?, "meta"?}`.
  ///
  /// `channel` and `subscription_type` are other names of `room`; members that are not known are ignored.
  public init(json body: RawSpan) throws(PublishError) {
    let request = try Self.object(body)
    guard let payload = request.member("payload", in: body) else { throw .missingField("payload") }
    self.init(
      room: try Self.room(request, in: body), type: try Self.name("type", of: request, in: body),
      payload: payload.copy(in: body))
    if let id = request.member("id", in: body), !id.isNull { self.id = try Self.name("id", of: request, in: body) }
    guard let meta = request.member("meta", in: body), !meta.isNull else { return }
    guard meta.kind == .object else { throw .invalidField("meta", expected: "an object") }
    self.meta = meta.copy(in: body)
  }

  /// Reads the body of `POST /ws/v2/broadcast/test`: `{"subscription_type", "message"}`.
  ///
  /// The room must exist. It receives a `notification` with the payload `{"message": …, "test": true}`.
  public static func broadcastTest(json body: RawSpan) throws(PublishError) -> PublishRequest {
    let request = try object(body)
    guard let message = request.member("message", in: body) else { throw .missingField("message") }
    var payload = JSONWriter()
    payload.beginObject()
    payload.member("message", message, of: body)
    payload.member("test", true)
    payload.endObject()
    var result = PublishRequest(
      room: try room(request, in: body), type: "notification", payload: payload.bytes)
    result.requiresRoom = true
    return result
  }

  private static func object(_ body: RawSpan) throws(PublishError) -> JSONSlice {
    let root: JSONSlice
    do {
      root = try JSONScanner().scan(body)
    } catch {
      throw .malformed("the request is not JSON: \(error)")
    }
    guard root.kind == .object else { throw .malformed("the request is not an object") }
    return root
  }

  private static func room(_ request: JSONSlice, in body: RawSpan) throws(PublishError) -> RoomName {
    for key in ["room", "channel", "subscription_type"] {
      guard let value = request.member(key, in: body), !value.isNull else { continue }
      guard let text = value.string(in: body) else { throw .invalidField(key, expected: "a string") }
      do {
        return try RoomName(text)
      } catch {
        throw .invalidRoom(error)
      }
    }
    throw .missingField("room")
  }

  private static func name(_ key: String, of request: JSONSlice, in body: RawSpan) throws(PublishError) -> String {
    guard let value = request.member(key, in: body) else { throw .missingField(key) }
    guard let text = value.string(in: body), (1...longestName).contains(text.utf8.count) else {
      throw .invalidField(key, expected: "a string of 1 to \(longestName) bytes")
    }
    return text
  }
}
