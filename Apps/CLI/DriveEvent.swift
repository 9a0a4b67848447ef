internal import TautClient
internal import TautEnvelope
internal import TautJSON
internal import TautSession

/// Something that a driven client tells.
enum DriveEvent: Sendable, Hashable {
  /// The phase is another one.
  case phase(SessionPhase, error: SessionError?)
  /// A message came, of a room or of none.
  case message(ClientMessage)
  /// A subscription is granted.
  case subscribed(String)
  /// A subscription lost messages.
  case gap(String, SessionGap)
  /// A subscription is refused.
  case refused(String, SessionError)

  /// Writes the members of the answer.
  func write(to json: inout JSONWriter) {
    switch self {
    case .phase(let phase, let error):
      json.member("event", "phase")
      json.member("phase", phase.rawValue)
      if let error { json.write(error) }
    case .message(let message):
      json.member("event", "message")
      json.write(message)
    case .subscribed(let room):
      json.member("event", "subscribed")
      json.member("room", room)
    case .gap(let room, let gap):
      json.member("event", "gap")
      json.member("room", room)
      json.member("from", gap.from)
      json.member("to", gap.to)
      json.member("reason", gap.reason)
    case .refused(let room, let error):
      json.member("event", "refused")
      json.member("room", room)
      json.write(error)
    }
  }
}

extension JSONWriter {
  /// Writes the members of a message.
  mutating func write(_ message: ClientMessage) {
    member("type", message.type.rawValue)
    if let room = message.room { member("room", room) }
    if let offset = message.offset { member("offset", offset) }
    member("payload", raw: message.payload)
  }

  /// Writes the members of an error.
  mutating func write(_ error: SessionError) {
    member("error", error.description)
    member("code", error.code)
    member("category", error.category.rawValue)
  }
}
