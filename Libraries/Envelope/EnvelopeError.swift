public import TautJSON

/// What makes a message not an envelope.
///
/// It is answered with an `error` message and the connection stays open.
public struct EnvelopeError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Error, Sendable, Hashable {
    /// The message is not JSON.
    case notJSON(JSONError)
    /// The message is JSON, and no object.
    case notAnObject
    /// A key that every message needs is not there.
    case missing(key: String)
    /// A key has a value of the wrong type.
    case mistyped(key: String, expected: String)
  }

  /// What is wrong.
  public var reason: Reason

  /// The correlation id of the message where it has one, so that the answer can carry it.
  public var correlationId: JSONSlice?

  /// Makes an error from its parts.
  public init(_ reason: Reason, correlationId: JSONSlice? = nil) {
    self.reason = reason
    self.correlationId = correlationId
  }

  /// The text for `message` in the answer.
  public var message: String {
    switch reason {
    case .notJSON: "Invalid JSON"
    case .notAnObject, .missing, .mistyped: "Invalid message envelope"
    }
  }

  /// The name for `code` in the answer.
  public var code: String {
    switch reason {
    case .notJSON: "INVALID_JSON"
    case .notAnObject, .missing, .mistyped: "INVALID_ENVELOPE"
    }
  }

  /// What exactly is wrong, in one line.
  public var description: String { reason.description }
}

extension EnvelopeError.Reason: CustomStringConvertible {
  /// What exactly is wrong, in one line.
  public var description: String {
    switch self {
    case .notJSON(let error): error.description
    case .notAnObject: "the message is not an object"
    case .missing(let key): "\(key) is missing"
    case .mistyped(let key, let expected): "\(key) is not \(expected)"
    }
  }
}
