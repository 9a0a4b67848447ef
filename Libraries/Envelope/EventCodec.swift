public import TautJSON

/// The event dialect.
///
/// ```json
/// {"type":"event_update","data":{"id":"evt_123","status":"delivered"},"timestamp":"2025-11-14T17:30:00Z"}
/// ```
///
/// Only `type` is required, in both directions. A publication carries `room`, `epoch`, `offset` and `id` beside `data`.
public enum EventCodec: DialectCodec {
  static let form = MessageForm(.event, layout: .nested(hasStatus: false), correlationKey: "correlationId")

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
