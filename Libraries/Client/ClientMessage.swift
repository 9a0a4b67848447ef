import FoundationEssentials
import TautBytes
public import TautEnvelope
import TautJSON

/// A message of the server, with its content as it was spelled.
public struct ClientMessage: Sendable, Hashable {
  /// The type.
  public var type: MessageType
  /// The whole message, a JSON object.
  public let message: [UInt8]
  /// Where the content stands in ``message``.
  let content: Range<Int>
  /// The room that it was published to.
  public var room: String?
  /// Its place in the room's order.
  public var offset: UInt64?
  /// The publisher's id.
  public var id: String?

  /// The content, one JSON value; in a flat dialect the whole message.
  public var payload: [UInt8] { Array(message[content]) }

  /// The content as text: JSON, as it was spelled.
  public var text: String { String(decoding: message[content], as: UTF8.self) }

  /// When it was sent, as it is spelled, a number or a string; nil where the message does not say it.
  public var timestamp: [UInt8]? {
    message.withBytes { bytes in
      guard let object = try? JSONScanner().scan(bytes) else { return nil }
      return (object.member("ts", in: bytes) ?? object.member("timestamp", in: bytes))?.copy(in: bytes)
    }
  }

  /// Decodes the content with `Codable`.
  public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(message[content]))
  }
}
