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
  ///   - limits: How many alternatives there may be, how heavy they may be together, and how much work that may be.
  ///   - steps: How much work it was so far.
  /// - Returns: The alternatives; none where nothing passes.
  /// - Throws: Which limit is exceeded.
  func alternatives(
    isNegated: Bool = false, limits: FilterLimits, steps: inout Int
  ) throws(FilterError) -> [FilterAlternative] {
    switch self {
    case .condition(var condition):
      condition.isNegated = isNegated
      return FilterAlternative([condition]).map { [$0] } ?? []
    case .not(let expression):
      return try expression.alternatives(isNegated: !isNegated, limits: limits, steps: &steps)
    // De Morgan: the opposite of a conjunction is the disjunction of the opposites.
    case .all(let parts) where !isNegated: return try Self.product(parts, isNegated, limits, &steps)
    case .any(let parts) where isNegated: return try Self.product(parts, isNegated, limits, &steps)
    case .all(let parts), .any(let parts): return try Self.union(parts, isNegated, limits, &steps)
    }
  }

  private static func product(
    _ parts: [FilterExpression], _ isNegated: Bool, _ limits: FilterLimits, _ steps: inout Int
  ) throws(FilterError) -> [FilterAlternative] {
    var factors: [[FilterAlternative]] = []
    var common: [FilterCondition] = []
    for part in parts {
      let others = try part.alternatives(isNegated: isNegated, limits: limits, steps: &steps)
      guard others.count == 1 else {
        factors.append(others)
        continue
      }
      common += others[0].conditions
    }
    // What holds in every alternative is put together once.
    guard let start = FilterAlternative(common) else { return [] }
    var result = try [start].normalized(limits, &steps)
    for others in factors {
      guard result.count * others.count <= limits.alternatives else {
        throw .tooManyAlternatives(limit: limits.alternatives)
      }
      steps += result.count * others.weight + others.count * result.weight
      guard steps <= limits.steps else { throw .tooComplex(limit: limits.steps) }
      result = try result.flatMap { one in others.compactMap { one.and($0) } }.normalized(limits, &steps)
    }
    return result
  }

  private static func union(
    _ parts: [FilterExpression], _ isNegated: Bool, _ limits: FilterLimits, _ steps: inout Int
  ) throws(FilterError) -> [FilterAlternative] {
    var result: [FilterAlternative] = []
    for part in parts {
      result += try part.alternatives(isNegated: isNegated, limits: limits, steps: &steps)
      guard result.count > limits.alternatives else { continue }
      result = try result.normalized(limits, &steps)
    }
    return try result.normalized(limits, &steps)
  }
}

extension [FilterAlternative] {
  fileprivate var weight: Int { reduce(0) { $0 + $1.weight } }

  /// Each alternative once, in order; one that everything meets leaves no need for the others.
  fileprivate func normalized(_ limits: FilterLimits, _ steps: inout Int) throws(FilterError) -> [FilterAlternative] {
    steps += count + weight
    guard steps <= limits.steps else { throw .tooComplex(limit: limits.steps) }
    if contains(FilterAlternative()) { return [FilterAlternative()] }
    let distinct = Set(self)
    guard distinct.count <= limits.alternatives else { throw .tooManyAlternatives(limit: limits.alternatives) }
    let weight = distinct.reduce(0) { $0 + $1.weight }
    guard weight <= limits.weight else { throw .tooHeavy(weight: weight, limit: limits.weight) }
    return distinct.sorted { $0.conditions.lexicographicallyPrecedes($1.conditions) }
  }
}
