import TautAuth
import TautBytes
import TautEnvelope
import TautFraming
import TautHub
import TautJSON

/// What a route makes of a new connection.
struct Visit {
  /// Who it is; `nil` for a client of the v2 dialect about which there is nothing to say.
  var client: HubClient?
  /// The token that it came with.
  var token: VerifiedToken?
  /// What the connection is subscribed to from the start, as payloads of `subscribe`, and whether it is told.
  var subscription: (request: [UInt8], isTold: Bool)?
  /// Why the connection is closed as soon as it is open.
  var refusal: (code: CloseCode, reason: String)?
}

extension Visit {
  /// A connection of `/ws` whose first message chooses the dialect: one for all, so that it costs nothing.
  static let undecided = HubClient(id: "", dialect: nil)

  /// The subscription to a room with filters from the query.
  ///
  /// A value of the query has no type: what spells a number matches the number and the text.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - equal: The parameters that name a value of the payload.
  ///   - least: The parameters that name the least value, such as `min_profit`.
  ///   - query: The query. `epoch` and `offset` ask for what was missed.
  /// - Returns: The payload of a `subscribe`.
  /// - Throws: What is wrong with the parameters.
  static func subscription(
    to room: String, equal: [String] = [], least: [String] = [], from query: QueryParameters
  ) throws(ParameterError) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("channel", room)
    json.name("filters")
    json.beginObject()
    for name in equal {
      guard let value = query[name] else { continue }
      json.name(name)
      json.value(untyped(value))
    }
    for name in least {
      guard let value = query[name] else { continue }
      guard let number = JSONNumber(value) else { throw .invalid(name, value, expected: "a number") }
      json.name(name)
      json.number(number)
    }
    json.endObject()
    if let offset = try query.offset("offset") {
      json.name("since")
      json.beginObject()
      json.member("epoch", query["epoch"] ?? "")
      json.member("offset", offset)
      json.endObject()
    }
    json.endObject()
    return json.bytes
  }

  private static func untyped(_ value: String) -> JSONValue {
    guard let number = JSONNumber(value) else { return .string(value) }
    return .array([.string(value), .number(number)])
  }
}
