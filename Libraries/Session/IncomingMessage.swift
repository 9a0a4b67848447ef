import TautEnvelope
import TautJSON

/// A message of the server, taken apart: what a dialect has to tell a session.
struct IncomingMessage {
  /// Which of the session's own messages is answered.
  enum Correlation: Equatable {
    case request(UInt64)
    case subscription(UInt64)
    case unsubscription
    case message(UInt64)
    /// A message that was forgotten when it was sent: the answer is for whoever hears it.
    case forgotten
    case ping(UInt64)
  }

  var message: SessionMessage
  var correlationId: JSONSlice?
  var epoch: JSONSlice?

  private static let place = JSONShape(["room", "epoch", "offset", "id"])

  /// Reads a message of a dialect.
  init(_ bytes: RawSpan, _ dialect: Dialect) throws(EnvelopeError) {
    let view = try dialect.decode(bytes)
    message = SessionMessage(type: view.type, payload: view.payload, message: view.message)
    correlationId = view.correlationId
    // The canonical envelope says in `meta` where a message stands, the others beside the content.
    if let place = dialect == .v2 ? view.meta : view.message { read(place, in: bytes) }
  }

  /// Takes a message that stands in a batch.
  init?(_ element: JSONSlice, of dialect: Dialect, in bytes: RawSpan) {
    guard let type = element.member("type", in: bytes), type.kind == .string else { return nil }
    let payload =
      switch dialect {
      case .v2: element.member("payload", in: bytes)
      case .rooms, .event: element.member("data", in: bytes)
      case .structured, .user: nil as JSONSlice?
      }
    message = SessionMessage(type: type, payload: payload ?? element, message: element)
    if let place = dialect == .v2 ? element.member("meta", in: bytes) : element { read(place, in: bytes) }
  }

  /// Takes a message out of the answer to a poll: `{type, room, epoch, offset, payload}`.
  init?(polled element: JSONSlice, in bytes: RawSpan) {
    guard let type = element.member("type", in: bytes), type.kind == .string else { return nil }
    message = SessionMessage(type: type, payload: element.member("payload", in: bytes) ?? element, message: element)
    read(element, in: bytes)
  }

  /// Reads where a message stands in its room.
  private mutating func read(_ place: JSONSlice, in bytes: RawSpan) {
    var fields = JSONFields()
    fields.collect(place, for: Self.place, in: bytes)
    message.room = fields[0]?.kind == .string && fields[2] != nil ? fields[0] : nil
    epoch = fields[1]
    message.offset = fields[2]?.int64(in: bytes).flatMap(UInt64.init(exactly:))
    message.id = fields[3]
  }

  /// Reads the id that a session gave to its own message.
  func correlation(in bytes: RawSpan) -> Correlation? {
    guard let text = correlationId?.string(in: bytes), let kind = text.utf8.first,
      let number = UInt64(text.dropFirst())
    else { return nil }
    switch kind {
    case UInt8(ascii: "r"): return .request(number)
    case UInt8(ascii: "s"): return .subscription(number)
    case UInt8(ascii: "u"): return .unsubscription
    case UInt8(ascii: "m"): return .message(number)
    case UInt8(ascii: "n"): return .forgotten
    case UInt8(ascii: "p"): return .ping(number)
    default: return nil
    }
  }
}
