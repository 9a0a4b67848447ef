/// One way to pass a filter: conditions that must all be met.
struct FilterAlternative: Sendable, Hashable {
  /// The conditions, sorted, each once; none of them is met by everything.
  let conditions: [FilterCondition]

  /// The alternative that everything meets.
  init() {
    conditions = []
  }

  /// Makes an alternative, and `nil` where nothing can meet it.
  init?(_ conditions: some Sequence<FilterCondition>) {
    var kept: Set<FilterCondition> = []
    for condition in conditions {
      // Nothing is one of nothing.
      guard condition.test != .oneOf([]) else {
        if condition.isNegated { continue } else { return nil }
      }
      var opposite = condition
      opposite.isNegated.toggle()
      guard !kept.contains(opposite) else { return nil }
      kept.insert(condition)
    }
    self.conditions = kept.sorted()
  }

  /// What meets both, and `nil` where nothing can.
  func and(_ other: FilterAlternative) -> FilterAlternative? {
    if conditions.isEmpty { return other }
    return FilterAlternative(conditions + other.conditions)
  }

  /// How many values and bounds the conditions hold.
  var weight: Int {
    conditions.reduce(0) { sum, condition in
      if case .oneOf(let values) = condition.test { sum + values.count } else { sum + 1 }
    }
  }

  /// Whether there is nothing to search by: the conditions only say what must not be.
  var isUnindexed: Bool { !conditions.isEmpty && conditions.allSatisfy(\.isNegated) }
}
