public import TautJSON

/// A message that owns its parts.
///
/// This is what a client or a test holds; a server passes messages on as ``EnvelopeView``. Payload and correlation id
/// keep their spelling, and members that the dialect does not know are kept in ``others``.
public struct Envelope: Sendable, Hashable {
  /// What the message is.
  public var type: MessageType

  /// When the message was made, in milliseconds since 1970.
  public var timestamp: Int64

  /// What connects an answer with its request: a string, a number or `null`.
  public var correlationId: JSONValue

  /// The version of the protocol as it came.
  public var version: String

  /// The content, one JSON value as it is spelled.
  public var payload: [UInt8]

  /// What is said about the message.
  public var meta: EnvelopeMeta?

  /// The members that the dialect does not know, in their order.
  public var others: JSONObject

  /// Makes a message; `payload` is one JSON value.
  public init(
    _ type: MessageType, at timestamp: Int64, correlationId: JSONValue, payload: [UInt8] = Array("{}".utf8),
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
    type = view.messageType(in: bytes)
    timestamp = view.timestamp
    correlationId = JSONValue(view.correlationId, in: bytes)
    version = JSONValue(view.version, in: bytes).text
    payload = view.payload.copy(in: bytes)
    meta = view.meta.map { EnvelopeMeta($0, in: bytes) }
    others = view.hasUnknownKeys ? V2Codec.unknownMembers(of: view.message, in: bytes) : JSONObject()
  }

  /// Reads a message of the v2 dialect.
  public init(decoding bytes: RawSpan) throws(EnvelopeError) {
    self.init(copying: try V2Codec.decode(bytes), in: bytes)
  }

  /// Appends the message to `out`, in the v2 dialect.
  public func encode(into out: inout [UInt8]) {
    JSONWriter.append(to: &out) { json in
      json.beginObject()
      json.member("type", type.rawValue)
      json.member("ts", timestamp)
      json.member("correlationId", correlationId)
      json.member("version", version)
      json.member("payload", raw: payload)
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
