import TautEnvelope

/// A message whose content is not what the program takes it for.
public struct MessageDecodingError: Error, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The message.
  public let message: ClientMessage
  /// What the content should have been.
  public let wanted: String
  /// What `Codable` threw.
  public let reason: any Error

  /// One line that names the message, and says what is wrong with it.
  public var description: String {
    let place = [message.room.map { "of \($0)" }, message.offset.map { "at \($0)" }].compactMap(\.self)
    return (["the message"] + place + ["of the type \(message.type.rawValue) is no \(wanted): \(cause)"])
      .joined(separator: " ")
  }

  /// What happened and what to do: what a program prints that ends with this error.
  public var debugDescription: String {
    "\(description); choose the messages with types: or filters:, or read the subscription's events"
  }

  private var cause: String {
    switch reason {
    case DecodingError.keyNotFound(let key, let context): "there is no \(Self.path(context.codingPath + [key]))"
    case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
      "\(Self.path(context.codingPath)) is no \(type)"
    default: "\(reason)"
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.isEmpty ? "it" : keys.map(\.stringValue).joined(separator: ".")
  }
}

extension ClientMessage {
  /// Decodes the content, and says of which message where that fails.
  func value<Value: Decodable>() throws(MessageDecodingError) -> Value {
    do {
      return try decode(Value.self)
    } catch {
      throw MessageDecodingError(message: self, wanted: "\(Value.self)", reason: error)
    }
  }
}
