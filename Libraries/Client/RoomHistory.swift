import TautBytes
public import TautEnvelope
import TautJSON
public import TautSession

/// What a room remembers (``Client/history(of:since:limit:)``).
public struct RoomHistory: Sendable, Hashable {
  /// Where to go on from, as with `subscribe(…, since:)`.
  public var place: SubscribeSince
  /// The messages, oldest first.
  public var messages: [ClientMessage]
  /// What no history has any more.
  public var gap: SessionGap?

  /// Reads `{room, epoch, offset, messages[], gap?}`.
  init?(_ answer: [UInt8]) {
    let history = answer.withBytes { bytes -> RoomHistory? in
      guard let object = try? JSONScanner().scan(bytes), let messages = object.member("messages", in: bytes),
        let place = try? SubscribeSince(object, in: bytes)
      else { return nil }
      let gap = object.member("gap", in: bytes).flatMap { SessionGap(history: $0, in: bytes) }
      return RoomHistory(place, messages, gap, in: bytes)
    }
    guard let history else { return nil }
    self = history
  }

  private init(_ place: SubscribeSince, _ elements: JSONSlice, _ gap: SessionGap?, in bytes: RawSpan) {
    self.place = place
    self.gap = gap
    messages = []
    var elements = JSONElements(of: elements)
    while let element = elements.next(in: bytes) {
      if let message = ClientMessage(history: element, in: bytes) { messages.append(message) }
    }
  }
}

extension SessionGap {
  fileprivate init?(history object: JSONSlice, in bytes: RawSpan) {
    guard let from = object.member("from", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:)),
      let to = object.member("to", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:))
    else { return nil }
    self.init(from: from, to: to, reason: object.member("reason", in: bytes)?.string(in: bytes) ?? "")
  }
}

extension ClientMessage {
  /// Copies a message out of the answer about a room: `{type, room, epoch, offset, payload}`.
  fileprivate init?(history element: JSONSlice, in bytes: RawSpan) {
    guard let type = element.member("type", in: bytes)?.string(in: bytes) else { return nil }
    let payload = (element.member("payload", in: bytes) ?? element).range
    let start = element.range.lowerBound
    self.init(
      type: MessageType(type), message: element.copy(in: bytes),
      content: payload.lowerBound - start..<payload.upperBound - start,
      room: element.member("room", in: bytes)?.string(in: bytes),
      offset: element.member("offset", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:)),
      id: element.member("id", in: bytes)?.string(in: bytes))
  }
}
