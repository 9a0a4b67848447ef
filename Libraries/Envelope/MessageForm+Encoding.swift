internal import TautBytes
import TautJSON

extension MessageForm {
  /// Appends a server's message to `out`.
  func encode(
    _ type: MessageType, at timestamp: Int64?, correlationId: RawSpan?, meta: EnvelopeMeta?, details: EnvelopeDetails,
    into out: inout [UInt8], payload: (inout JSONWriter) -> Void
  ) {
    JSONWriter.append(to: &out) { json in
      json.beginObject()
      json.member("type", type.rawValue)
      switch layout {
      case .nested(let hasStatus):
        if hasStatus { json.member("status", details.error == nil ? "success" : "error") }
        if details.hasPayload {
          json.name("data")
          payload(&json)
        }
        if hasStatus { json.member("client_id", orNull: details.clientID) }
        if let timestamp { json.member("timestamp", timestamp: timestamp) }
        if let error = details.error { json.member("error", error) }
        if let correlationId { json.member(correlationKey, raw: correlationId) }
        if let meta { write(meta, to: &json) }
      case .flat:
        writeFlat(timestamp, correlationId, meta, to: &json, payload: details.hasPayload ? payload : { _ in })
      }
      json.endObject()
    }
  }

  /// Writes everything of a flat message but its type; the object is open.
  func writeFlat(
    _ timestamp: Int64?, _ correlationId: RawSpan?, _ meta: EnvelopeMeta?, to json: inout JSONWriter,
    payload: (inout JSONWriter) -> Void
  ) {
    var taken: KeySet = [.type, .timestamp]
    if let timestamp { json.member("timestamp", timestamp: timestamp) }
    if let correlationId {
      json.member(correlationKey, raw: correlationId)
      taken.insert(.correlationId)
    }
    if let meta { taken.formUnion(write(meta, to: &json)) }
    let start = json.bytes.count
    payload(&json)
    if json.bytes.count > start { flatten(from: start, besides: taken, in: &json) }
  }

  /// Writes where the message stands at the top, and in `meta` what else there is to say; returns the keys.
  @discardableResult
  func write(_ meta: EnvelopeMeta, to json: inout JSONWriter) -> KeySet {
    var written: KeySet = []
    var rest = meta
    if let room = meta.room, let epoch = meta.epoch, let offset = meta.offset {
      json.member("room", room)
      json.member("epoch", epoch)
      json.member("offset", offset)
      // Beside a place in a room's order, `payload` is the whole payload.
      written.formUnion([.room, .epoch, .offset, .payload])
      (rest.room, rest.epoch, rest.offset) = (nil, nil, nil)
      if let id = meta.id {
        json.member("id", id)
        written.insert(.id)
        rest.id = nil
      }
    }
    if rest != EnvelopeMeta() {
      json.name("meta")
      rest.write(to: &json)
      written.insert(.meta)
    }
    return written
  }
}

extension MessageForm {
  /// Turns the value that was just written into members of the object around it.
  ///
  /// - Parameters:
  ///   - start: Where the value begins, with the comma before it.
  ///   - taken: The keys that the message has already.
  ///   - json: The writer.
  private func flatten(from start: Int, besides taken: KeySet, in json: inout JSONWriter) {
    var object = 0..<0
    var isEmpty = false
    json.bytes.withBytes { all in
      let value = all.extracting((start + 1)..<all.byteCount)
      guard let root = try? JSONScanner().scan(value), root.kind == .object else { return }
      var fields = JSONFields()
      fields.collect(root, for: shape, in: value)
      let found = KeySet(fields)
      isEmpty = fields.unknownCount == 0 && found.isEmpty
      guard found.isDisjoint(with: taken) else { return }
      object = (start + 1 + root.range.lowerBound)..<(start + 1 + root.range.upperBound)
    }
    if isEmpty {
      json.bytes.removeSubrange(start...)
    } else if object.isEmpty {
      wrap(from: start, besides: taken, in: &json)
    } else {
      json.bytes.removeSubrange((object.upperBound - 1)...)
      json.bytes.removeSubrange((start + 1)...object.lowerBound)
    }
  }

  /// Writes the members that collide with no key, and then all of the payload as `payload`.
  private func wrap(from start: Int, besides taken: KeySet, in json: inout JSONWriter) {
    let value = Array(json.bytes[(start + 1)...])
    json.bytes.removeSubrange(start...)
    value.withBytes { bytes in
      if let root = try? JSONScanner().scan(bytes) {
        var members = JSONMembers(of: root)
        while let member = members.next(in: bytes) {
          let key = key(of: member.name, in: bytes)
          if key != .payload, key.map({ !taken.contains(KeySet($0)) }) ?? true { json.member(member, of: bytes) }
        }
      }
      json.member("payload", raw: bytes)
    }
  }
}

extension JSONWriter {
  /// Writes a member whose value is a string, or `null`.
  fileprivate mutating func member(_ name: StaticString, orNull value: String?) {
    self.name(name)
    if let value { string(value) } else { null() }
  }
}
