/// A value that a filter asks for, or that a payload has.
enum FilterValue: Sendable, Hashable {
  case boolean(Bool)
  case number(FilterNumber)
  case text(String)
}

/// An order that gives equal sets of values one spelling.
extension FilterValue: Comparable {
  static func < (left: FilterValue, right: FilterValue) -> Bool {
    switch (left, right) {
    case (.boolean(let left), .boolean(let right)): !left && right
    case (.number(let left), .number(let right)): left < right
    case (.text(let left), .text(let right)): left < right
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .boolean: 0
    case .number: 1
    case .text: 2
    }
  }
}
