/// What makes the `filters` of a subscription unusable.
public enum FilterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The filters are not a JSON object.
  case notAnObject
  /// There are `count` fields and the limit is `limit`.
  case tooManyFields(count: Int, limit: Int)
  /// The list of a field has `count` members and the limit is `limit`.
  case tooManyMembers(field: String, count: Int, limit: Int)
  /// A name or text has `length` bytes and the limit is `limit`.
  case textTooLong(length: Int, limit: Int)
  /// A field's value is an object, or a list that holds something else than texts, numbers and booleans.
  case unsupportedValue(field: String)
  /// A threshold is not a number.
  case thresholdNotANumber(field: String)

  /// One line that says what is wrong.
  public var description: String {
    switch self {
    case .notAnObject: "filters are not an object"
    case .tooManyFields(let count, let limit): "filters have \(count) fields and the limit is \(limit)"
    case .tooManyMembers(let field, let count, let limit):
      "the filter \(field) has \(count) members and the limit is \(limit)"
    case .textTooLong(let length, let limit): "a text of \(length) bytes in filters exceeds the limit of \(limit)"
    case .unsupportedValue(let field): "the filter \(field) is not a text, number, boolean or list of these"
    case .thresholdNotANumber(let field): "the filter \(field) is not a number"
    }
  }
}
