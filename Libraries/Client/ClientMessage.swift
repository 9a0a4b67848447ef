import FoundationEssentials
public import TautEnvelope

/// A message of the server, with its content as it was spelled.
public struct ClientMessage: Sendable, Hashable {
  /// The type.
  public var type: MessageType
  /// The content, one JSON value; in a flat dialect the whole message.
  public var payload: [UInt8]
  /// The room that it was published to.
  public var room: String?
  /// Its place in the room's order.
  public var offset: UInt64?
  /// The publisher's id.
  public var id: String?

  /// Decodes the content with `Codable`.
  public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(payload))
  }
}
