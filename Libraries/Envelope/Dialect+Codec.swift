public import TautJSON

/// Every dialect's codec behind one call.
extension Dialect {
  /// Finds the parts of a message, in one pass and without allocating.
  public func decode(_ bytes: RawSpan) throws(EnvelopeError) -> EnvelopeView {
    switch self {
    case .v2: try V2Codec.decode(bytes)
    case .rooms: try RoomsCodec.decode(bytes)
    case .structured: try StructuredCodec.decode(bytes)
    case .event: try EventCodec.decode(bytes)
    case .user: try UserCodec.decode(bytes)
    }
  }

  /// Appends a server's message to `out`; the parameters are those of ``DialectCodec``.
  public func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?,
    details: EnvelopeDetails = EnvelopeDetails(), into out: inout [UInt8], payload: (inout JSONWriter) -> Void
  ) {
    switch self {
    case .v2:
      V2Codec.encode(
        type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
    case .rooms:
      RoomsCodec.encode(
        type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
    case .structured:
      StructuredCodec.encode(
        type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
    case .event:
      EventCodec.encode(
        type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
    case .user:
      UserCodec.encode(
        type, at: timestamp, correlationId: correlationId, meta: meta, details: details, into: &out, payload: payload)
    }
  }

  /// How messages of this dialect are put together; `nil` for the canonical one, which has a codec of its own.
  var form: MessageForm? {
    switch self {
    case .v2: nil
    case .rooms: RoomsCodec.form
    case .structured: StructuredCodec.form
    case .event: EventCodec.form
    case .user: UserCodec.form
    }
  }
}
