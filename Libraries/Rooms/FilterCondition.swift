/// One requirement of a filter.
struct FilterCondition: Sendable, Hashable {
  enum Test: Sendable, Hashable {
    /// The field has one of these values, or holds an array with one of them. Sorted, each once.
    case oneOf([FilterValue])
    /// The field is a number in this range, or holds an array with one.
    case within(FilterRange)
  }

  var field: FilterField
  var test: Test

  /// Whether one of the values that the payload has in this field meets the requirement.
  func accepts(_ values: [FilterValue]) -> Bool {
    switch test {
    case .oneOf(let wanted): values.contains { wanted.contains($0) }
    case .within(let range):
      values.contains { value in
        if case .number(let number) = value { range.contains(number) } else { false }
      }
    }
  }
}
