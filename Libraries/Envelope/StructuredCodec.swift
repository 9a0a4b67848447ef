public import TautJSON

/// The structured dialect: flat messages.
///
/// ```json
/// {"type":"ping","timestamp":"2025-08-15T10:00:00Z"}
/// ```
///
/// `type` and `timestamp` are required; a `ping` or `pong` without the latter is let pass, because heartbeats are answered
/// at all times, and so is a `hello`, which S2 prints without one. The members of a payload stand among the other keys. Where one has the name of such a key, or the payload
/// is no object, the whole payload stands in `payload` as well.
public enum StructuredCodec: DialectCodec {
  static let form = MessageForm(.structured, layout: .flat, correlationKey: "request_id", requiresTimestamp: true)

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
