public import TautJSON

/// A message that owns its parts.
///
/// This is what a client or a test holds; a server passes messages on as ``EnvelopeView``. Payload and correlation id
/// keep their spelling, and members that the dialect does not know are kept in ``others``.
public struct Envelope: Sendable, Hashable {
  /// What the message is.
  public var type: MessageType

  /// When the message was made, in milliseconds since 1970; `nil` where a dialect does without.
  public var timestamp: Int64?

  /// What connects an answer with its request: a string, a number or `null`; `nil` where a dialect does without.
  public var correlationId: JSONValue?

  /// The version of the protocol as it came.
  public var version: String

  /// The content, one JSON value as it is spelled; empty where a dialect does without.
  public var payload: [UInt8]

  /// What is said about the message.
  public var meta: EnvelopeMeta?

  /// The members that the dialect does not know, in their order.
  public var others: JSONObject

  /// Whether a client sends the message: the `rooms` dialect spells a client's messages flat.
  public var isRequest = false

  /// Makes a message; `payload` is one JSON value.
  public init(
    _ type: MessageType, at timestamp: Int64?, correlationId: JSONValue?, payload: [UInt8] = Array("{}".utf8),
    meta: EnvelopeMeta? = nil
  ) {
    self.type = type
    self.timestamp = timestamp
    self.correlationId = correlationId
    version = V2Codec.version
    self.payload = payload
    self.meta = meta
    others = JSONObject()
  }

  /// Copies the parts of a message out of the bytes that it was decoded from.
  public init(copying view: EnvelopeView, in bytes: RawSpan) {
    self.init(
      view.messageType(in: bytes), at: view.timestamp,
      correlationId: view.correlationId.map { JSONValue($0, in: bytes) }, payload: [],
      meta: view.meta.map { EnvelopeMeta($0, in: bytes) })
    if let version = view.version { self.version = JSONValue(version, in: bytes).text }
    if let form = view.dialect.form {
      form.copyContent(of: view, in: bytes, to: &self)
    } else {
      payload = view.payload.copy(in: bytes)
      others = view.hasUnknownKeys ? V2Codec.unknownMembers(of: view.message, in: bytes) : JSONObject()
    }
  }

  /// Reads a message.
  public init(decoding bytes: RawSpan, as dialect: Dialect = .v2) throws(EnvelopeError) {
    self.init(copying: try dialect.decode(bytes), in: bytes)
  }

  /// Appends the message to `out`.
  ///
  /// Nothing is lost in a dialect that has no key for something: what is left over stands among the other keys. Where a
  /// dialect requires what the message does not have, it gets the time 0, an empty id or an empty object.
  public func encode(into out: inout [UInt8], as dialect: Dialect = .v2) {
    if let form = dialect.form { return form.encode(self, into: &out) }
    JSONWriter.append(to: &out) { json in
      json.beginObject()
      json.member("type", type.rawValue)
      json.member("ts", timestamp ?? 0)
      json.member("correlationId", correlationId ?? "")
      json.member("version", version)
      json.member("payload", raw: payload.isEmpty ? Array("{}".utf8) : payload)
      if let meta {
        json.name("meta")
        meta.write(to: &json)
      }
      for member in others.members { json.member(member) }
      json.endObject()
    }
  }
}

extension JSONValue {
  /// A string's text, and what else there is as it is spelled.
  fileprivate var text: String { string ?? description }
}
