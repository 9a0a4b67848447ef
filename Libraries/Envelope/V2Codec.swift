internal import TautBytes
public import TautJSON

/// The v2 dialect, which is the canonical envelope as it stands.
///
/// ```json
/// {"type":"ping","ts":1700000000000,"correlationId":"7","version":"2.0","payload":{},"meta":{"source":"server"}}
/// ```
///
/// All of the first five keys are required; `meta` is not.
public enum V2Codec: DialectCodec {
  /// The version that is written; any version is read.
  public static let version = "2.0"

  private enum Key: Int, CaseIterable {
    case type, ts, correlationId, version, payload, meta

    init?(_ name: String) {
      guard let key = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
      self = key
    }
  }

  private static let shape = JSONShape(Key.allCases.map { "\($0)" })

  /// Finds the parts of a message, in one pass and without allocating.
  public static func decode(_ bytes: RawSpan) throws(EnvelopeError) -> EnvelopeView {
    var fields = JSONFields()
    let message: JSONSlice
    do {
      message = try JSONScanner().scan(bytes, for: shape, into: &fields)
    } catch {
      throw EnvelopeError(.notJSON(error))
    }
    guard message.kind == .object else { throw EnvelopeError(.notAnObject) }
    do {
      return try view(of: message, with: fields, in: bytes)
    } catch {
      throw EnvelopeError(error, correlationId: fields[Key.correlationId.rawValue].flatMap(usableCorrelationId))
    }
  }

  /// Appends a message to `out`; a message without a time has 0 as its `ts`.
  public static func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?, details: EnvelopeDetails,
    into out: inout [UInt8], payload: (inout JSONWriter) -> Void
  ) {
    JSONWriter.append(to: &out) { json in
      json.beginObject()
      json.member("type", type.rawValue)
      json.member("ts", timestamp ?? 0)
      if let correlationId {
        json.member("correlationId", raw: correlationId)
      } else {
        json.member("correlationId", meta?.publicationId ?? "")
      }
      json.member("version", version)
      json.name("payload")
      payload(&json)
      if let meta {
        json.name("meta")
        meta.write(to: &json)
      }
      json.endObject()
    }
  }
}

extension EnvelopeMeta {
  /// What names a publication that answers nobody: `room:offset`.
  fileprivate var publicationId: String? {
    guard let room, let offset else { return nil }
    return "\(room):\(offset)"
  }
}

extension V2Codec {
  /// The members that the dialect has no key for.
  static func unknownMembers(of message: JSONSlice, in bytes: RawSpan) -> JSONObject {
    var others = JSONObject()
    var members = JSONMembers(of: message)
    while let member = members.next(in: bytes) {
      let name = member.name.string(in: bytes) ?? ""
      if Key(name) == nil { others.members.append(.init(name: name, value: JSONValue(member.value, in: bytes))) }
    }
    return others
  }

  private static func view(
    of message: JSONSlice, with fields: JSONFields, in bytes: RawSpan
  ) throws(EnvelopeError.Reason) -> EnvelopeView {
    let type = try require(.type, of: fields)
    let ts = try require(.ts, of: fields)
    let correlationId = try require(.correlationId, of: fields)
    let version = try require(.version, of: fields)
    let payload = try require(.payload, of: fields)
    // Two quotes make an empty string.
    guard type.kind == .string, type.byteCount > 2 else { throw .mistyped(key: "type", expected: "a name") }
    guard let timestamp = Timestamp.milliseconds(ts, in: bytes) else {
      throw .mistyped(key: "ts", expected: "a number of milliseconds")
    }
    guard usableCorrelationId(correlationId) != nil else {
      throw .mistyped(key: "correlationId", expected: "a string or a number")
    }
    guard version.kind == .string || version.kind == .number else {
      throw .mistyped(key: "version", expected: "a string")
    }
    return EnvelopeView(
      dialect: .v2, message: message, type: type, timestamp: timestamp, correlationId: correlationId, version: version,
      payload: payload, meta: try meta(of: fields), hasUnknownKeys: fields.unknownCount > 0,
      isFlat: false)
  }

  @inline(__always)
  private static func require(_ key: Key, of fields: JSONFields) throws(EnvelopeError.Reason) -> JSONSlice {
    guard let value = fields[key.rawValue] else { throw .missing(key: "\(key)") }
    return value
  }

  @inline(__always)
  private static func meta(of fields: JSONFields) throws(EnvelopeError.Reason) -> JSONSlice? {
    guard let meta = fields[Key.meta.rawValue], !meta.isNull else { return nil }
    guard meta.kind == .object else { throw .mistyped(key: "meta", expected: "an object") }
    return meta
  }

  /// The value, if an answer can repeat it.
  private static func usableCorrelationId(_ value: JSONSlice) -> JSONSlice? {
    switch value.kind {
    case .string, .number, .null: value
    case .boolean, .array, .object: nil
    }
  }
}
