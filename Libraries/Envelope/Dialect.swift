/// One of the five ways in which messages are spelled.
///
/// A connection has exactly one. It is chosen by the subprotocol, where one is agreed on; else by the route; and where the
/// route leaves it open, by the keys of the first message.
public enum Dialect: UInt8, Sendable, Hashable, CaseIterable {
  /// The canonical envelope: `type, ts, correlationId, version, payload, meta?`.
  case v2
  /// Rooms: `type, status, data, client_id, timestamp, error?`; requests are flat.
  case rooms
  /// Flat messages that require `type` and `timestamp`.
  case structured
  /// Events: `type, data?, timestamp?, error?`.
  case event
  /// The user channel: flat messages, of which only `type` is required.
  case user

  /// The name, which is the subprotocol that asks for the dialect as well.
  public var name: String { "\(self)" }

  /// The dialect with this name, if there is one.
  public init?(name: String) {
    guard let dialect = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = dialect
  }

  /// The dialect that a client asks for by its subprotocols, its favourite first; `nil` where none of them is a dialect.
  public static func chosen(from subprotocols: [String]) -> Dialect? {
    for name in subprotocols {
      if let dialect = Dialect(name: name) { return dialect }
    }
    return nil
  }

  /// Whether the content of the server's messages stands in a member of its own, and not among the other keys.
  public var isNested: Bool {
    switch self {
    case .v2, .rooms, .event: true
    case .structured, .user: false
    }
  }
}
