/// What keeps a message out of a user's inbox.
public enum UserPublishError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The request is not JSON, or not an object.
  case malformed(String)
  /// A field that is required is missing.
  case missingField(String)
  /// A field has the wrong shape; `expected` says which one it should have.
  case invalidField(String, expected: String)
  /// The inbox is full; `limit` names the bound.
  case inboxFull(user: String, limit: String)
  /// The storage failed.
  case notStored(reason: String)
  /// Too much waits for the storage.
  case busy(limit: Int)

  /// One line that says what is wrong and what to do.
  public var description: String {
    switch self {
    case .malformed(let reason): reason
    case .missingField(let name): "the field \(name) is missing"
    case .invalidField(let name, let expected): "the field \(name) is not \(expected)"
    case .inboxFull(let user, let limit):
      "the inbox of \(user) is full: \(limit) wait that no device has acknowledged; try again when it has been read"
    case .notStored(let reason): "the message is not stored: \(reason)"
    case .busy(let limit): "\(limit) steps wait for the storage, which is the limit: try again later"
    }
  }
}
