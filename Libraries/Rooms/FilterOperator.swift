/// What a condition of the typed form can ask of a field.
enum FilterOperator: String, Sendable, CaseIterable {
  case eq, `in`, gt, gte, lt, lte, prefix, exists

  /// All operators as an error names them.
  static let listing = allCases.map(\.rawValue).joined(separator: ", ")

  /// What has to stand behind the operator.
  var operand: String {
    switch self {
    case .eq: "a text, number or boolean"
    case .in: "a list of texts, numbers and booleans"
    case .gt, .gte, .lt, .lte: "a number"
    case .prefix: "a text"
    case .exists: "true or false"
    }
  }
}
