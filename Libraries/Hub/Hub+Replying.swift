import TautBytes
import TautEnvelope
import TautJSON

extension Hub {
  static let serverMeta = EnvelopeMeta(source: .server)

  /// Sends a message to one connection, in its dialect.
  ///
  /// - Parameters:
  ///   - type: The message's type.
  ///   - slot: Who gets it.
  ///   - correlationId: The request's id as it is spelled; without one, or with an empty one, v2 messages get one of their own.
  ///   - error: What went wrong, for the dialects that say so beside the payload.
  ///   - place: Where the room stands that the message is about, for the dialects that say so beside the payload.
  ///   - hasPayload: Whether there is a payload, for the dialects that can do without.
  ///   - now: The present.
  ///   - output: Where the message goes.
  ///   - payload: Writes one JSON value.
  mutating func reply(
    _ type: MessageType, to slot: UInt32, _ correlationId: RawSpan?, error: String? = nil,
    about place: EnvelopeMeta? = nil,
    hasPayload: Bool = true, at now: Moment, into output: inout HubOutput, payload: (inout JSONWriter) -> Void
  ) {
    let dialect = marks[Int(slot)].dialect
    let client = dialect == .rooms ? id(of: connections[Int(slot)]!) : nil
    let range = encode(
      type, correlationId, as: dialect, client: client, error: error, about: place, hasPayload: hasPayload, at: now,
      into: &output, payload: payload)
    output.actions.append(.send(range, to: slot))
    counters.messagesOut += 1
    noteBacklog(range.count, of: slot)
  }

  /// Appends a message to the arena.
  mutating func encode(
    _ type: MessageType, _ correlationId: RawSpan?, as dialect: Dialect, client: String? = nil, error: String? = nil,
    about place: EnvelopeMeta? = nil, hasPayload: Bool = true, at now: Moment, into output: inout HubOutput,
    payload: (inout JSONWriter) -> Void
  ) -> Range<Int> {
    let start = output.bytes.count
    var id = correlationId
    if let given = id, given.isEmpty { id = nil }
    if dialect != .v2 {
      dialect.encode(
        type, at: now.milliseconds, correlationId: id, meta: dialect.isNested ? place : nil,
        details: EnvelopeDetails(clientID: client, error: error, hasPayload: hasPayload), into: &output.bytes,
        payload: payload)
    } else if let id {
      V2Codec.encode(
        type, at: now.milliseconds, correlationId: id, meta: Self.meta(about: place), into: &output.bytes,
        payload: payload)
    } else {
      correlations += 1
      "\"hub-\(loop)-\(correlations)\"".withBytes { id in
        V2Codec.encode(
          type, at: now.milliseconds, correlationId: id, meta: Self.meta(about: place), into: &output.bytes,
          payload: payload)
      }
    }
    return start..<output.bytes.count
  }

  private static func meta(about place: EnvelopeMeta?) -> EnvelopeMeta {
    guard var meta = place else { return serverMeta }
    meta.source = .server
    return meta
  }

  /// Answers bytes that are no envelope; the connection stays open.
  mutating func refuse(
    _ error: EnvelopeError, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    let code = HubError(error)
    let id = error.correlationId?.range ?? 0..<0
    let isUsable = (1...Self.longestCorrelationId).contains(id.count)
    reply(.error, to: slot, isUsable ? bytes.extracting(id) : nil, error: error.message, at: now, into: &output) {
      json in
      json.error(code, error.message) { $0.member("detail", error.description) }
    }
    count(code)
  }

  /// Answers a request that cannot be granted.
  mutating func refuse(
    _ code: HubError, _ text: String, _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment,
    into output: inout HubOutput
  ) {
    reply(.error, to: slot, bytes.extracting(view.idRange), error: text, at: now, into: &output) { json in
      json.error(code, text)
    }
    count(code)
  }

  mutating func count(_ code: HubError) {
    counters.errors[code, default: 0] += 1
  }
}

extension JSONWriter {
  /// Writes what the payload of every error holds.
  mutating func error(_ code: HubError, _ message: String, more: (inout JSONWriter) -> Void = { _ in }) {
    beginObject()
    member("code", code.rawValue)
    member("message", message)
    member("recoverable", code.isRecoverable)
    more(&self)
    endObject()
  }
}
