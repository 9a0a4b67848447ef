internal import TautBytes
import TautJSON

extension MessageForm {
  /// Copies content, place and unknown keys of a message.
  func copyContent(of view: EnvelopeView, in bytes: RawSpan, to envelope: inout Envelope) {
    var fields = JSONFields()
    fields.collect(view.message, for: shape, in: bytes)
    if fields.isPlaced {
      var meta = envelope.meta ?? EnvelopeMeta()
      meta.room = fields[.room]?.string(in: bytes)
      meta.epoch = fields[.epoch]?.string(in: bytes)
      meta.offset = fields[.offset]?.count(in: bytes)
      meta.id = fields[.id]?.string(in: bytes) ?? meta.id
      envelope.meta = meta
    }
    switch layout {
    case .nested(let hasStatus) where !view.isFlat || !hasStatus || fields.isAnswer:
      if !view.isFlat { envelope.payload = view.payload.copy(in: bytes) }
      envelope.others = others(of: view, fields, in: bytes)
    case .nested:
      envelope.isRequest = true
      envelope.payload = members(of: view, fields, in: bytes)
    case .flat where fields.isPlaced && fields[.payload] != nil:
      envelope.payload = fields[.payload]!.copy(in: bytes)
      envelope.others = others(of: view, fields, in: bytes)
      envelope.others.members.removeAll { fields[.payload]!.member($0.name, in: bytes) != nil || $0.name == "payload" }
    case .flat:
      envelope.payload = members(of: view, fields, in: bytes)
    }
  }

  /// The members of the message that no part of the envelope stands for.
  private func others(of view: EnvelopeView, _ fields: JSONFields, in bytes: RawSpan) -> JSONObject {
    var others = JSONObject()
    forEachOther(of: view, fields, in: bytes) { member in
      let name = member.name.string(in: bytes) ?? ""
      others.members.append(.init(name: name, value: JSONValue(member.value, in: bytes)))
    }
    return others
  }

  /// The same members as an object, as they are spelled.
  private func members(of view: EnvelopeView, _ fields: JSONFields, in bytes: RawSpan) -> [UInt8] {
    var json = JSONWriter()
    writeMembers(of: view, fields, in: bytes, to: &json)
    return json.bytes
  }

  /// Writes the members of the message that no part of the envelope stands for as an object.
  func writeMembers(of view: EnvelopeView, _ fields: JSONFields, in bytes: RawSpan, to json: inout JSONWriter) {
    json.beginObject()
    forEachOther(of: view, fields, in: bytes) { json.member($0, of: bytes) }
    json.endObject()
  }

  private func forEachOther(
    of view: EnvelopeView, _ fields: JSONFields, in bytes: RawSpan, _ body: (JSONMember) -> Void
  ) {
    var members = JSONMembers(of: view.message)
    while let member = members.next(in: bytes) {
      if !isPart(key(of: member.name, in: bytes), of: view, fields) { body(member) }
    }
  }

  /// Whether a part of the envelope stands for the member with this key.
  private func isPart(_ key: Key?, of view: EnvelopeView, _ fields: JSONFields) -> Bool {
    switch key {
    case .type, .timestamp: true
    case .ts: fields.value(.timestamp) == nil
    case .correlationId: view.correlationId != nil
    case .room, .epoch, .offset: fields.isPlaced
    case .id: fields.isPlaced && fields[.id]?.kind == .string
    case .meta: view.meta != nil
    case .data: isNested && !view.isFlat
    case .payload, .status, .clientID, .error, nil: false
    }
  }

  /// Appends a whole message to `out`.
  func encode(_ envelope: Envelope, into out: inout [UInt8]) {
    JSONWriter.append(to: &out) { json in
      json.beginObject()
      json.member("type", envelope.type.rawValue)
      let time = envelope.timestamp ?? (requiresTimestamp && !envelope.isHeartbeat ? 0 : nil)
      (envelope.correlationId?.bytes ?? []).withBytes { id in
        let id = id.isEmpty ? nil : id
        switch layout {
        case .nested(let hasStatus) where !hasStatus || !envelope.isRequest:
          writeNested(envelope, hasStatus: hasStatus, id, to: &json)
        default:
          writeFlat(time, id, envelope.meta, to: &json) { if !envelope.payload.isEmpty { $0.raw(envelope.payload) } }
        }
      }
      for member in envelope.others.members { json.member(member) }
      json.endObject()
    }
  }

  private func writeNested(
    _ envelope: Envelope, hasStatus: Bool, _ correlationId: RawSpan?, to json: inout JSONWriter
  ) {
    if hasStatus, envelope.others["status"] == nil {
      json.member("status", envelope.type == .error || envelope.type == .subscriptionError ? "error" : "success")
    }
    if !envelope.payload.isEmpty { json.member("data", raw: envelope.payload) }
    if hasStatus, envelope.others["client_id"] == nil { json.member("client_id", JSONValue.null) }
    if let timestamp = envelope.timestamp { json.member("timestamp", timestamp: timestamp) }
    if let correlationId { json.member(correlationKey, raw: correlationId) }
    if let meta = envelope.meta { write(meta, to: &json) }
  }
}

extension Envelope {
  fileprivate var isHeartbeat: Bool { type == .ping || type == .pong }
}

extension JSONFields {
  /// Whether the message has a key that only a server writes.
  fileprivate var isAnswer: Bool { self[.status] != nil || self[.clientID] != nil || self[.error] != nil }
}
