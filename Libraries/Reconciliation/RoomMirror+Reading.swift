import TautBytes
import TautEnvelope
import TautJSON

/// What the server says of the room.
extension RoomMirror {
  private static let deleted: JSONPath = "deleted"

  /// Records that a publication came.
  ///
  /// - Parameters:
  ///   - payload: Its content. `"deleted": true` in it removes the item.
  ///   - offset: Its place in the room's order; one without a place is no part of the state.
  ///   - now: The present.
  public mutating func receive(_ payload: [UInt8], offset: UInt64?, now: ContinuousClock.Instant) {
    guard let offset, let update = payload.withBytes({ update($0, offset) }) else { return }
    reconciler.receive([update], of: room, now: now)
    collect(.reloading)
  }

  /// Records what the server answered to ``RoomMirrorAction/ask(_:payload:request:)``.
  public mutating func receiveAnswer(_ payload: [UInt8], to request: UInt64, now: ContinuousClock.Instant) {
    guard payload.withBytes({ receive($0, request, now) }) else {
      return receiveFailure(of: request, "the answer cannot be read", now: now)
    }
    collect(.reloading)
  }

  /// Records that there is no answer.
  public mutating func receiveFailure(of request: UInt64, _ reason: String, now: ContinuousClock.Instant) {
    reconciler.receiveFailure(room, request: request, reason: reason, now: now)
    collect(.reloading)
  }

  // MARK: Asking

  mutating func askForSnapshot(_ request: UInt64) {
    let payload = question { json in if let filters { json.member("filters", raw: filters) } }
    actions.append(.ask(.snapshotRequest, payload: payload, request: request))
  }

  /// Asks for the checksum; of what a filter lets pass only a snapshot has it.
  mutating func askForChecksum(_ request: UInt64) {
    audit = request
    guard filters == nil, let position = reconciler.position(of: room) else { return askForSnapshot(request) }
    let payload = question { json in
      json.member("epoch", position.epoch)
      json.member("offset", position.offset)
      // The server tells its own.
      json.member("checksum", "")
    }
    actions.append(.ask(.stateSync, payload: payload, request: request))
  }

  private func question(_ more: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("channel", room)
    json.member("key", key.names.joined(separator: "."))
    more(&json)
    json.endObject()
    return json.bytes
  }

  // MARK: Reading

  private func update(_ payload: RawSpan, _ offset: UInt64) -> StateUpdate? {
    guard let root = try? JSONScanner().scan(payload),
      let key = RoomKey(root.value(at: key, in: payload), in: payload)
    else { return nil }
    let isDeleted = root.value(at: Self.deleted, in: payload)?.boolean(in: payload) == true
    return StateUpdate(
      id: key.spelling, value: isDeleted ? .none : .some(JSONValue(root, in: payload)), version: offset,
      modified: modified(of: root, in: payload), position: StatePosition(epoch: epoch, offset: offset))
  }

  private func modified(of root: JSONSlice, in payload: RawSpan) -> Int64 {
    modified.flatMap { root.value(at: $0, in: payload)?.int64(in: payload) } ?? 0
  }

  /// Reads an answer, and tells whether it is one.
  private mutating func receive(_ bytes: RawSpan, _ request: UInt64, _ now: ContinuousClock.Instant) -> Bool {
    guard let answer = try? JSONScanner().scan(bytes),
      let epoch = answer.member("epoch", in: bytes)?.string(in: bytes),
      let offset = answer.member("offset", in: bytes)?.count(in: bytes)
    else { return false }
    let position = StatePosition(epoch: epoch, offset: offset)
    if request == audit {
      guard let checksum = answer.member("checksum", in: bytes)?.string(in: bytes) else { return false }
      reconciler.receiveChecksum(room, request: request, checksum: checksum, at: position, now: now)
    } else {
      guard let items = items(of: answer, in: bytes) else { return false }
      isComplete = answer.member("complete", in: bytes)?.boolean(in: bytes) ?? true
      // The stream may go on in the epoch that the answer begins.
      reconciler.receiveSnapshot(room, request: request, items: items, at: position, now: now)
    }
    return true
  }

  private func items(of answer: JSONSlice, in bytes: RawSpan) -> [StateItem]? {
    guard let list = answer.member("items", in: bytes), let offsets = answer.member("offsets", in: bytes) else {
      return nil
    }
    var items: [StateItem] = []
    var elements = JSONElements(of: list)
    var places = JSONElements(of: offsets)
    while let element = elements.next(in: bytes) {
      guard let offset = places.next(in: bytes)?.count(in: bytes),
        let key = RoomKey(element.value(at: key, in: bytes), in: bytes)
      else { return nil }
      items.append(
        StateItem(
          id: key.spelling, value: JSONValue(element, in: bytes), version: offset,
          modified: modified(of: element, in: bytes)))
    }
    return items
  }
}

extension JSONSlice {
  fileprivate func count(in bytes: RawSpan) -> UInt64? { int64(in: bytes).flatMap(UInt64.init(exactly:)) }
}
