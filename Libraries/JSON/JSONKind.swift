/// What a JSON value is.
@frozen
public enum JSONKind: UInt8, Sendable, Hashable {
  /// The literal `null`.
  case null
  /// The literal `true` or `false`.
  case boolean
  /// A number, spelled as it came.
  case number
  /// A string, in its quotes.
  case string
  /// An array, in its brackets.
  case array
  /// An object, in its braces.
  case object
}
