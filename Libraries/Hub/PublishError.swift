public import TautRooms

/// What makes a publish impossible.
public enum PublishError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The request is not JSON, or not an object.
  case malformed(String)
  /// A field that is required is missing.
  case missingField(String)
  /// A field has the wrong shape; `expected` says which one it should have.
  case invalidField(String, expected: String)
  /// The room's name breaks a rule.
  case invalidRoom(RoomNameError)
  /// There is no such room, and a publish does not create it.
  case unknownRoom(String)
  /// The room would be one too many.
  case tooManyRooms(limit: Int)
  /// It could not be stored, and was delivered to nobody.
  case notStored(reason: String)
  /// So much waits to be stored that nothing more is taken; `limit` names the bound.
  case storeBusy(limit: String)

  /// Whether the same request may succeed later.
  public var isTemporary: Bool {
    switch self {
    case .notStored, .storeBusy: true
    default: false
    }
  }

  /// One line that says what is wrong.
  public var description: String {
    switch self {
    case .malformed(let reason): reason
    case .missingField(let name): "the field \(name) is missing"
    case .invalidField(let name, let expected): "the field \(name) is not \(expected)"
    case .invalidRoom(let error): error.description
    case .unknownRoom(let name): "there is no room \(name)"
    case .tooManyRooms(let limit): "the limit of \(limit) rooms is reached"
    case .notStored(let reason): "not published, because it cannot be stored: \(reason)"
    case .storeBusy(let limit): "\(limit) wait to be stored, which is the limit: try again later"
    }
  }
}
