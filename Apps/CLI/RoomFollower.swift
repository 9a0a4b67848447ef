internal import TautBytes
internal import TautEnvelope
internal import TautJSON

/// Follows a room across connections: what to ask for, and what each message means.
///
/// A follower does no I/O. Send ``request(at:)`` on every new connection, hand it what comes, and do what it says.
struct RoomFollower: Sendable {
  /// What the caller is to do about a message.
  enum Action: Sendable, Hashable {
    /// The subscription is in place; `gap` says what is lost.
    case subscribed(PositionOption, recovered: Bool, gap: String?)
    /// A message of the room.
    case deliver(RoomMessage)
    /// The server does not grant the subscription.
    case refused(String)
    /// The server wants this client to connect again after some time.
    case reconnect(after: Duration, reason: String)
    /// Send this answer.
    case answer(String)
    /// Tell the user.
    case note(String)
  }

  /// The room.
  let room: String
  /// Which messages.
  let filters: [FilterOption]
  /// The last message that was seen; nil before the first subscription.
  private(set) var position: PositionOption?
  private var requests = 0

  /// A follower that begins after `since`, or with what comes.
  init(room: String, filters: [FilterOption] = [], since: PositionOption? = nil) {
    self.room = room
    self.filters = filters
    position = since
  }

  /// The subscription for a new connection.
  mutating func request(at milliseconds: Int64) -> String {
    requests += 1
    return Self.envelope("subscribe", id: #""sub-\#(requests)""#, at: milliseconds) { json in
      json.beginObject()
      json.member("channel", room)
      if !filters.isEmpty {
        json.name("filters")
        FilterOption.write(filters, to: &json)
      }
      if let position {
        json.name("since")
        position.write(to: &json)
      }
      json.endObject()
    }
  }

  /// Takes a message, and returns what to do about it.
  mutating func receive(_ text: String, at milliseconds: Int64) -> Action? {
    let bytes = Array(text.utf8)
    guard let object = try? JSONObject(scanning: bytes), let type = object.string("type") else {
      return .note("this is no envelope: \(text.prefix(80).description.shown)")
    }
    let payload = object.object("payload")
    switch type {
    case "subscription_confirmed": return confirmed(payload)
    case "subscription_error": return .refused(Self.reason(payload))
    case "error": return .note("the server says: \(Self.reason(payload))")
    case "reconnect_required": return Self.reconnect(payload)
    case "ping":
      let id = object.raw("correlationId") ?? Array("null".utf8)
      return .answer(
        Self.envelope("pong", id: String(decoding: id, as: UTF8.self), at: milliseconds) { $0.raw(Array("{}".utf8)) })
    default: return deliver(type, object)
    }
  }

  private mutating func confirmed(_ payload: JSONObject?) -> Action? {
    guard let epoch = payload?.string("epoch"), let offset = payload?.integer("offset").flatMap({ UInt64(exactly: $0) })
    else { return .note("the confirmation has no epoch and offset: recovery is not possible") }
    let gap = payload?.object("gap")
    let lastLost = gap?.integer("to").flatMap { UInt64(exactly: $0) }
    // What was missed follows the confirmation, so the position stays where it was; only a gap moves it.
    if position == nil || position?.epoch != epoch || lastLost != nil {
      position = PositionOption(epoch: epoch, offset: lastLost ?? offset)
    }
    return .subscribed(
      PositionOption(epoch: epoch, offset: offset), recovered: payload?.boolean("recovered") ?? false,
      gap: gap.map { Self.describe($0) })
  }

  private mutating func deliver(_ type: String, _ object: JSONObject) -> Action? {
    guard let meta = object.object("meta"), meta.string("room") == room, let payload = object.raw("payload") else {
      return nil
    }
    let epoch = meta.string("epoch")
    let offset = meta.integer("offset").flatMap { UInt64(exactly: $0) }
    if let epoch, let offset {
      // Replayed and live at once, or sent again after a reconnect.
      if let position, position.epoch == epoch, offset <= position.offset { return nil }
      position = PositionOption(epoch: epoch, offset: offset)
    }
    return .deliver(
      RoomMessage(
        room: room, type: type, epoch: epoch, offset: offset, id: meta.string("id"), timestamp: object.raw("ts"),
        payload: payload))
  }

  private static func reconnect(_ payload: JSONObject?) -> Action {
    let delay = (payload?.number("afterMs") ?? 0) + Double.random(in: 0...1) * (payload?.number("jitterMs") ?? 0)
    return .reconnect(after: .milliseconds(min(max(0, delay), 600_000)), reason: payload?.string("reason") ?? "")
  }

  private static func reason(_ payload: JSONObject?) -> String {
    let parts = [payload?.string("code"), payload?.string("message") ?? payload?.string("error")].compactMap(\.self)
    return parts.isEmpty ? "no reason given" : parts.joined(separator: ": ").shown
  }

  private static func describe(_ gap: JSONObject) -> String {
    let reason = gap.string("reason").map { " (\($0.shown))" } ?? ""
    // A history that began anew cannot say what the old one had.
    guard let from = gap.integer("from"), let to = gap.integer("to"), from <= to else {
      return "nobody knows how many\(reason)"
    }
    return "\(from) to \(to)\(reason)"
  }

  private static func envelope(
    _ type: String, id: String, at milliseconds: Int64, payload: (inout JSONWriter) -> Void
  ) -> String {
    var out = [UInt8]()
    id.withBytes { id in
      V2Codec.encode(MessageType(type), at: milliseconds, correlationId: id, meta: nil, into: &out, payload: payload)
    }
    return String(decoding: out, as: UTF8.self)
  }
}
