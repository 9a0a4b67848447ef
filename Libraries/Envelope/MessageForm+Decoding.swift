import TautJSON

extension MessageForm {
  /// Finds the parts of a message, in one pass and without allocating.
  func decode(_ bytes: RawSpan) throws(EnvelopeError) -> EnvelopeView {
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
      throw EnvelopeError(error, correlationId: fields.value(.correlationId).flatMap { $0.isScalar ? $0 : nil })
    }
  }

  private func view(
    of message: JSONSlice, with fields: JSONFields, in bytes: RawSpan
  ) throws(EnvelopeError.Reason) -> EnvelopeView {
    guard let type = fields.value(.type) else { throw .missing(key: "type") }
    // Two quotes make an empty string.
    guard type.kind == .string, type.byteCount > 2 else { throw .mistyped(key: "type", expected: "a name") }
    let correlationId = fields.value(.correlationId)
    guard correlationId?.isScalar != false else {
      throw .mistyped(key: correlationKey.description, expected: "a string or a number")
    }
    let content = isNested ? fields.value(.data) : nil
    return EnvelopeView(
      dialect: dialect, message: message, type: type, timestamp: try timestamp(of: type, fields, in: bytes),
      correlationId: correlationId, version: nil, payload: content ?? message,
      meta: fields[.meta]?.kind == .object ? fields[.meta] : nil, hasUnknownKeys: fields.unknownCount > 0,
      isFlat: content == nil)
  }

  private func timestamp(
    of type: JSONSlice, _ fields: JSONFields, in bytes: RawSpan
  ) throws(EnvelopeError.Reason) -> Int64? {
    guard let value = fields.value(.timestamp) ?? fields.value(.ts) else {
      guard requiresTimestamp, !type.equals("ping", in: bytes), !type.equals("pong", in: bytes),
        !type.equals("hello", in: bytes)
      else { return nil }
      throw .missing(key: "timestamp")
    }
    guard let timestamp = Timestamp.milliseconds(value, in: bytes) else {
      throw .mistyped(key: "timestamp", expected: "an ISO 8601 time")
    }
    return timestamp
  }
}

extension JSONSlice {
  /// Whether an answer can repeat the value as a correlation id.
  fileprivate var isScalar: Bool { kind == .string || kind == .number }
}
