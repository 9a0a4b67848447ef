public import TautJSON

/// One way to spell the canonical envelope in JSON.
///
/// A dialect reads tolerantly and writes strictly, and loses nothing: what it does not know survives.
public protocol DialectCodec: Sendable {
  /// Finds the parts of a message, in one pass and without allocating.
  static func decode(_ bytes: RawSpan) throws(EnvelopeError) -> EnvelopeView

  /// Appends a message to `out`.
  ///
  /// - Parameters:
  ///   - type: What the message is.
  ///   - timestamp: When it was made, in milliseconds since 1970; `nil` where the dialect does without.
  ///   - correlationId: The id as JSON, quotes included. A request's id is repeated as it came.
  ///   - meta: What is said about the message.
  ///   - details: What some dialects say beside.
  ///   - out: Where the message goes.
  ///   - payload: Writes the content, exactly one JSON value.
  static func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?, details: EnvelopeDetails,
    into out: inout [UInt8], payload: (inout JSONWriter) -> Void)
}

extension DialectCodec {
  /// Appends a message about which there is nothing more to say.
  @inlinable
  public static func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?, into out: inout [UInt8],
    payload: (inout JSONWriter) -> Void
  ) {
    encode(
      type, at: timestamp, correlationId: correlationId, meta: meta, details: EnvelopeDetails(), into: &out,
      payload: payload)
  }

  /// Appends a message whose content is one JSON value, passed on as it is.
  @inlinable
  public static func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, payload: RawSpan, meta: EnvelopeMeta? = nil,
    into out: inout [UInt8]
  ) {
    encode(type, at: timestamp, correlationId: correlationId, meta: meta, into: &out) { $0.raw(payload) }
  }

  /// Appends the `error` message that answers bytes that are no envelope.
  ///
  /// The payload is `{code, message, detail, recoverable: true}`.
  ///
  /// - Parameters:
  ///   - error: What is wrong.
  ///   - bytes: The bytes that are no envelope.
  ///   - timestamp: The present, in milliseconds since 1970.
  ///   - out: Where the message goes.
  public static func encode(
    _ error: EnvelopeError, about bytes: RawSpan, at timestamp: Int64, into out: inout [UInt8]
  ) {
    let correlationId = error.correlationId.map { $0.range } ?? 0..<0
    encode(
      .error, at: timestamp, correlationId: correlationId.isEmpty ? nil : bytes.extracting(correlationId),
      meta: EnvelopeMeta(source: .server), details: EnvelopeDetails(error: error.message), into: &out
    ) { json in
      json.beginObject()
      json.member("code", error.code)
      json.member("message", error.message)
      json.member("detail", error.description)
      json.member("recoverable", true)
      json.endObject()
    }
  }
}
