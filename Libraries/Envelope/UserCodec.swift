public import TautJSON

/// The dialect of the user channel: flat messages.
///
/// ```json
/// {"type":"message_generate","timestamp":"2025-08-15T10:00:00Z","message":"Hello","conversation_uuid":"…"}
/// ```
///
/// Only `type` is required. Payloads are spelled as in ``StructuredCodec``.
public enum UserCodec: DialectCodec {
  static let form = MessageForm(.user, layout: .flat, correlationKey: "correlationId")

  /// Finds the parts of a message, in one pass and without allocating.
  public static func decode(_ bytes: RawSpan) throws(EnvelopeError) -> EnvelopeView { try form.decode(bytes) }

  /// Appends a message to `out`.
  public static func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?, details: EnvelopeDetails,
    into out: inout [UInt8], payload: (inout JSONWriter) -> Void
  ) {
    form.encode(
      type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
  }
}
