/// One requirement of a filter.
struct FilterCondition: Sendable, Hashable {
  enum Test: Sendable, Hashable {
    /// The field has one of these values, or holds an array with one of them. Sorted, each once.
    case oneOf([FilterValue])
    /// The field is a number in this range, or holds an array with one.
    case within(FilterRange)
    /// The field is a text that begins so, or holds an array with one.
    case startsWith(FilterPrefix)
    /// The field is there, and is not null.
    case exists
  }

  var field: FilterField
  var test: Test
  /// Whether the requirement is that the test fails.
  var isNegated = false

  /// Whether a payload meets the requirement in the field that has this number.
  func accepts(_ payload: borrowing PayloadFields, field number: Int32) -> Bool {
    passes(payload, number) != isNegated
  }

  private func passes(_ payload: borrowing PayloadFields, _ number: Int32) -> Bool {
    switch test {
    case .oneOf(let wanted): payload.values(of: number).contains { wanted.contains($0) }
    case .within(let range):
      payload.values(of: number).contains { value in
        if case .number(let number) = value { range.contains(number) } else { false }
      }
    case .startsWith(let prefix):
      payload.values(of: number).contains { value in
        if case .text(let text) = value { text.utf8.starts(with: prefix.bytes) } else { false }
      }
    case .exists: payload.isPresent(number)
    }
  }
}

/// An order that gives equal sets of conditions one spelling.
extension FilterCondition: Comparable {
  static func < (left: FilterCondition, right: FilterCondition) -> Bool {
    if left.field != right.field { return left.field < right.field }
    if left.test != right.test { return left.test < right.test }
    return !left.isNegated && right.isNegated
  }
}

extension FilterCondition.Test: Comparable {
  static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.oneOf(let left), .oneOf(let right)): left.lexicographicallyPrecedes(right)
    case (.within(let left), .within(let right)): left < right
    case (.startsWith(let left), .startsWith(let right)): left < right
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .oneOf: 0
    case .within: 1
    case .startsWith: 2
    case .exists: 3
    }
  }
}
