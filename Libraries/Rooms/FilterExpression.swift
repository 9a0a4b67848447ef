/// A filter as it is written: conditions under `and`, `or` and `not`.
indirect enum FilterExpression: Sendable {
  case condition(FilterCondition)
  case all([FilterExpression])
  case any([FilterExpression])
  case not(FilterExpression)

  /// The expression as alternatives one of which must be met: its disjunctive normal form, each alternative once.
  ///
  /// - Parameters:
  ///   - isNegated: Whether the opposite is wanted.
  ///   - limits: How many alternatives there may be, and how heavy they may be together.
  /// - Returns: The alternatives; none where nothing passes.
  /// - Throws: Which limit is exceeded.
  func alternatives(isNegated: Bool = false, limits: FilterLimits) throws(FilterError) -> [FilterAlternative] {
    switch self {
    case .condition(var condition):
      condition.isNegated = isNegated
      return FilterAlternative([condition]).map { [$0] } ?? []
    case .not(let expression): return try expression.alternatives(isNegated: !isNegated, limits: limits)
    // De Morgan: the opposite of a conjunction is the disjunction of the opposites.
    case .all(let parts) where !isNegated: return try Self.product(parts, isNegated, limits)
    case .any(let parts) where isNegated: return try Self.product(parts, isNegated, limits)
    case .all(let parts), .any(let parts): return try Self.union(parts, isNegated, limits)
    }
  }

  private static func product(
    _ parts: [FilterExpression], _ isNegated: Bool, _ limits: FilterLimits
  ) throws(FilterError) -> [FilterAlternative] {
    var result = [FilterAlternative()]
    for part in parts {
      let others = try part.alternatives(isNegated: isNegated, limits: limits)
      guard result.count * others.count <= limits.alternatives else {
        throw .tooManyAlternatives(limit: limits.alternatives)
      }
      result = try result.flatMap { one in others.compactMap { one.and($0) } }.normalized(limits)
    }
    return result
  }

  private static func union(
    _ parts: [FilterExpression], _ isNegated: Bool, _ limits: FilterLimits
  ) throws(FilterError) -> [FilterAlternative] {
    var result: [FilterAlternative] = []
    for part in parts {
      result += try part.alternatives(isNegated: isNegated, limits: limits)
      result = try result.normalized(limits)
    }
    return result
  }
}

extension [FilterAlternative] {
  /// Each alternative once, in order; one that everything meets leaves no need for the others.
  fileprivate func normalized(_ limits: FilterLimits) throws(FilterError) -> [FilterAlternative] {
    if contains(FilterAlternative()) { return [FilterAlternative()] }
    let distinct = Set(self)
    guard distinct.count <= limits.alternatives else { throw .tooManyAlternatives(limit: limits.alternatives) }
    let weight = distinct.reduce(0) { $0 + $1.weight }
    guard weight <= limits.weight else { throw .tooHeavy(weight: weight, limit: limits.weight) }
    return distinct.sorted { $0.conditions.lexicographicallyPrecedes($1.conditions) }
  }
}
