public import TautJSON

/// The rooms dialect.
///
/// A client's messages are flat, a server's have their content in `data`:
///
/// ```json
/// {"type":"subscribe","subscription_type":"mlb","filters":{"sport":"MLB"},"timestamp":"2025-08-14T12:00:00Z"}
/// {"type":"odds_update","status":"success","data":{},"client_id":"…","timestamp":"2025-08-14T12:00:00Z"}
/// ```
///
/// Only `type` is required. A publication goes to many and has `null` as its `client_id`; it carries `room`, `epoch`,
/// `offset` and `id` beside `data`.
public enum RoomsCodec: DialectCodec {
  static let form = MessageForm(.rooms, layout: .nested(hasStatus: true), correlationKey: "correlationId")

  /// Finds the parts of a message, in one pass and without allocating.
  public static func decode(_ bytes: RawSpan) throws(EnvelopeError) -> EnvelopeView { try form.decode(bytes) }

  /// Appends a server's message to `out`.
  public static func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?, details: EnvelopeDetails,
    into out: inout [UInt8], payload: (inout JSONWriter) -> Void
  ) {
    form.encode(
      type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
  }
}
