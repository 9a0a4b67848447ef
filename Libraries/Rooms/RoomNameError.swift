/// What makes a text not the name of a room.
public enum RoomNameError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The text is empty.
  case empty
  /// The text has `length` bytes and the limit is `limit`.
  case tooLong(length: Int, limit: Int)
  /// The first character is neither a letter nor a digit.
  case badStart
  /// A character is outside of the alphabet of names.
  case badCharacter

  /// One line that says what is wrong.
  public var description: String {
    switch self {
    case .empty: "a room name is empty"
    case .tooLong(let length, let limit): "a room name of \(length) bytes exceeds the limit of \(limit)"
    case .badStart: "a room name begins with a letter or a digit"
    case .badCharacter: "a room name holds only letters, digits and . _ - : / @ # +"
    }
  }
}
