import TautJSON

extension UserPublish {
  /// The longest time to live, in seconds: 10 years.
  private static let longestLife: Double = 10 * 365 * 86_400

  /// Whether the body of `POST /ws/v2/publish` is a message for a user, which the key `user` says.
  public static func isMeant(by body: RawSpan) -> Bool {
    guard let root = try? JSONScanner().scan(body) else { return false }
    return root.member("user", in: body).map { !$0.isNull } ?? false
  }

  /// Reads the body of `POST /ws/v2/publish`: `{"user", "type", "payload", "id"?, "priority"?, "ttl"?, "receipts"?}`.
  ///
  /// `ttl` is in seconds, `receipts` names the user who is told. `priority` and `ttl` may stand in `meta` too. Members that
  /// are not known are ignored.
  public init(json body: RawSpan) throws(UserPublishError) {
    let root = try Self.object(body)
    guard let payload = root.member("payload", in: body) else { throw .missingField("payload") }
    guard let user = try Self.name("user", of: root, in: body) else { throw .missingField("user") }
    guard let type = try Self.name("type", of: root, in: body) else { throw .missingField("type") }
    self.init(user: user, type: type, payload: payload.copy(in: body), id: try Self.name("id", of: root, in: body))
    receiptsTo = try Self.name("receipts", of: root, in: body)
    if let meta = root.member("meta", in: body) { try readUrgency(meta, in: body) }
    try readUrgency(root, in: body)
  }

  private mutating func readUrgency(_ object: JSONSlice, in body: RawSpan) throws(UserPublishError) {
    if let value = object.member("priority", in: body), !value.isNull {
      guard let priority = value.string(in: body).flatMap(UserMessage.Priority.init) else {
        throw .invalidField("priority", expected: "one of low, normal, high")
      }
      self.priority = priority
    }
    if let value = object.member("ttl", in: body), !value.isNull {
      guard let seconds = value.double(in: body), seconds > 0, seconds <= Self.longestLife else {
        throw .invalidField("ttl", expected: "a number of seconds from 0 to \(Int(Self.longestLife))")
      }
      timeToLive = .milliseconds(Int64(seconds * 1_000))
    }
  }

  private static func object(_ body: RawSpan) throws(UserPublishError) -> JSONSlice {
    let root: JSONSlice
    do throws(JSONError) {
      root = try JSONScanner().scan(body)
    } catch {
      throw .malformed("the request is not JSON: \(error)")
    }
    guard root.kind == .object else { throw .malformed("the request is not an object") }
    return root
  }

  private static func name(
    _ key: String, of root: JSONSlice, in body: RawSpan
  ) throws(UserPublishError) -> String? {
    guard let value = root.member(key, in: body), !value.isNull else { return nil }
    guard let text = value.string(in: body), (1...longestName).contains(text.utf8.count) else {
      throw .invalidField(key, expected: "a string of 1 to \(longestName) bytes")
    }
    return text
  }
}
