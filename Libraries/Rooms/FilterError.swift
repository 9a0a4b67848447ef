/// What makes the `filters` of a subscription unusable.
public enum FilterError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The filters are not a JSON object.
  case notAnObject
  /// An object of the filters has `count` members and the limit is `limit`.
  case tooManyFields(count: Int, limit: Int)
  /// The list of a field, or of `and` or `or`, has `count` members and the limit is `limit`.
  case tooManyMembers(field: String, count: Int, limit: Int)
  /// A name or text has `length` bytes and the limit is `limit`.
  case textTooLong(length: Int, limit: Int)
  /// A field's value is a list that holds something else than texts, numbers and booleans, or a number beyond all doubles.
  case unsupportedValue(field: String)
  /// A threshold is not a number.
  case thresholdNotANumber(field: String)
  /// The object of a field has a member that is no operator.
  case unknownOperator(field: String, name: String)
  /// The object of a field has no member.
  case noOperator(field: String)
  /// What stands behind an operator is of the wrong kind.
  case wrongOperand(field: String, operator: String, expected: String)
  /// `and` or `or` is not a list of objects.
  case notAListOfFilters(name: String)
  /// `not` is not an object.
  case notAFilter(name: String)
  /// Filters stand in each other deeper than `limit`.
  case tooDeep(limit: Int)
  /// There are more conditions than `limit`.
  case tooManyConditions(limit: Int)
  /// Written as a list of conjunctions, the filter has more than `limit` of them.
  case tooManyAlternatives(limit: Int)
  /// Writing the filter as a list of conjunctions takes more than `limit` steps.
  case tooComplex(limit: Int)
  /// The alternatives hold `weight` values and bounds and the limit is `limit`.
  case tooHeavy(weight: Int, limit: Int)

  /// One line that says what is wrong and what is allowed.
  public var description: String {
    switch self {
    case .notAnObject: "filters are not an object"
    case .tooManyFields(let count, let limit): "filters have \(count) fields and the limit is \(limit)"
    case .tooManyMembers(let field, let count, let limit):
      "the filter \(field) has \(count) members and the limit is \(limit)"
    case .textTooLong(let length, let limit): "a text of \(length) bytes in filters exceeds the limit of \(limit)"
    case .unsupportedValue(let field):
      "the filter \(field) is not a text, number, boolean, list of these or object of operators"
    case .thresholdNotANumber(let field): "the filter \(field) is not a number"
    case .unknownOperator(let field, let name):
      "the filter \(field) has the operator \(name), and allowed are \(FilterOperator.listing)"
    case .noOperator(let field): "the filter \(field) has no operator, and allowed are \(FilterOperator.listing)"
    case .wrongOperand(let field, let name, let expected): "the filter \(field).\(name) is not \(expected)"
    case .notAListOfFilters(let name): "\(name) in filters is not a list of filters, which are objects"
    case .notAFilter(let name): "\(name) in filters is not a filter, which is an object"
    case .tooDeep(let limit): "filters stand in each other deeper than the limit of \(limit)"
    case .tooManyConditions(let limit): "filters have more conditions than the limit of \(limit)"
    case .tooManyAlternatives(let limit):
      "filters written as a list of alternatives have more than the limit of \(limit): use in for several values"
    case .tooComplex(let limit):
      "the filters take more than the limit of \(limit) steps to be written as a list of alternatives: use fewer or and not"
    case .tooHeavy(let weight, let limit):
      "the alternatives of filters hold \(weight) values and the limit is \(limit)"
    }
  }
}
