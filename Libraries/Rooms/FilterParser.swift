import TautJSON

/// Reads the JSON of a filter into an expression.
struct FilterParser {
  private let limits: FilterLimits
  private var conditions = 0

  init(limits: FilterLimits) {
    self.limits = limits
  }

  /// Reads one object, whose members must all be met.
  mutating func expression(
    _ filters: JSONSlice, in bytes: RawSpan, depth: Int = 1
  ) throws(FilterError) -> FilterExpression {
    guard filters.kind == .object else { throw .notAnObject }
    guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
    var parts: [FilterExpression] = []
    var ranges: [FilterField: FilterRange] = [:]
    for (name, value) in try members(of: filters, in: bytes) where !value.isNull {
      switch name {
      case "and": parts += try filterList(value, named: name, in: bytes, depth: depth)
      case "or": parts.append(.any(try filterList(value, named: name, in: bytes, depth: depth)))
      case "not":
        guard value.kind == .object else { throw .notAFilter(name: name) }
        parts.append(.not(try expression(value, in: bytes, depth: depth + 1)))
      default: try readField(name, value, in: bytes, &parts, &ranges)
      }
    }
    return .all(parts + ranges.map { .condition(FilterCondition(field: $0.key, test: .within($0.value))) })
  }

  private mutating func filterList(
    _ list: JSONSlice, named name: String, in bytes: RawSpan, depth: Int
  ) throws(FilterError) -> [FilterExpression] {
    var parts: [FilterExpression] = []
    guard list.kind == .array else { throw .notAListOfFilters(name: name) }
    for element in try elements(of: list, named: name, in: bytes) {
      guard element.kind == .object else { throw .notAListOfFilters(name: name) }
      parts.append(try expression(element, in: bytes, depth: depth + 1))
    }
    return parts
  }

  /// Reads a member that names a field.
  private mutating func readField(
    _ name: String, _ value: JSONSlice, in bytes: RawSpan, _ parts: inout [FilterExpression],
    _ ranges: inout [FilterField: FilterRange]
  ) throws(FilterError) {
    if let (field, isLower) = Self.threshold(name) {
      guard let number = value.filterNumber(in: bytes) else { throw .thresholdNotANumber(field: name) }
      try countCondition()
      ranges[field, default: FilterRange()].narrow(isLower ? .gte : .lte, number)
    } else if value.kind == .object {
      try readOperators(of: name, value, in: bytes, &parts, &ranges)
    } else {
      parts.append(try condition(name, .oneOf(try values(value, of: name, in: bytes))))
    }
  }

  private static func threshold(_ name: String) -> (field: FilterField, isLower: Bool)? {
    guard name.hasPrefix("min_") || name.hasPrefix("max_"), name.utf8.count > 4 else { return nil }
    return (FilterField(name: String(name.dropFirst(4))), name.hasPrefix("min_"))
  }

  /// Reads `{"gte": 1, "lt": 2}` and the like.
  private mutating func readOperators(
    of name: String, _ object: JSONSlice, in bytes: RawSpan, _ parts: inout [FilterExpression],
    _ ranges: inout [FilterField: FilterRange]
  ) throws(FilterError) {
    let members = try members(of: object, in: bytes)
    guard !members.isEmpty else { throw .noOperator(field: name) }
    for (text, operand) in members {
      guard let asked = FilterOperator(rawValue: text) else { throw .unknownOperator(field: name, name: text) }
      let wrong = FilterError.wrongOperand(field: name, operator: text, expected: asked.operand)
      switch asked {
      case .eq, .in:
        guard (operand.kind == .array) == (asked == .in), operand.kind != .object, !operand.isNull else { throw wrong }
        parts.append(try condition(name, .oneOf(try values(operand, of: name, in: bytes))))
      case .gt, .gte, .lt, .lte:
        guard let number = operand.filterNumber(in: bytes) else { throw wrong }
        try countCondition()
        ranges[FilterField(matching: name), default: FilterRange()].narrow(asked, number)
      case .prefix:
        guard operand.kind == .string else { throw wrong }
        let prefix = FilterPrefix(bytes: Array(try self.text(operand, in: bytes).utf8))
        parts.append(try condition(name, .startsWith(prefix)))
      case .exists:
        guard let isWanted = operand.boolean(in: bytes) else { throw wrong }
        let exists = try condition(name, .exists)
        parts.append(isWanted ? exists : .not(exists))
      }
    }
  }

  private mutating func condition(
    _ name: String, _ test: FilterCondition.Test
  ) throws(FilterError) -> FilterExpression {
    try countCondition()
    return .condition(FilterCondition(field: FilterField(matching: name), test: test))
  }

  private mutating func countCondition() throws(FilterError) {
    conditions += 1
    guard conditions <= limits.conditions else { throw .tooManyConditions(limit: limits.conditions) }
  }
}

// MARK: - Values

extension FilterParser {
  private func values(_ value: JSONSlice, of name: String, in bytes: RawSpan) throws(FilterError) -> [FilterValue] {
    guard value.kind == .array else { return [try scalar(value, of: name, in: bytes)] }
    var values: Set<FilterValue> = []
    for element in try elements(of: value, named: name, in: bytes) {
      values.insert(try scalar(element, of: name, in: bytes))
    }
    return values.sorted()
  }

  private func scalar(_ value: JSONSlice, of name: String, in bytes: RawSpan) throws(FilterError) -> FilterValue {
    if value.kind == .string { return .text(try text(value, in: bytes)) }
    guard let scalar = value.filterValue(in: bytes) else { throw .unsupportedValue(field: name) }
    return scalar
  }

  /// The members of an object; of a name that stands twice the last one.
  private func members(
    of object: JSONSlice, in bytes: RawSpan
  ) throws(FilterError) -> [(name: String, value: JSONSlice)] {
    var found: [(name: String, value: JSONSlice)] = []
    var count = 0
    var members = JSONMembers(of: object)
    while let member = members.next(in: bytes) {
      count += 1
      guard count <= limits.fields else { throw .tooManyFields(count: count, limit: limits.fields) }
      let name = try text(member.name, in: bytes)
      found.removeAll { $0.name == name }
      found.append((name, member.value))
    }
    return found
  }

  private func elements(of list: JSONSlice, named name: String, in bytes: RawSpan) throws(FilterError) -> [JSONSlice] {
    var found: [JSONSlice] = []
    var elements = JSONElements(of: list)
    while let element = elements.next(in: bytes) {
      guard found.count < limits.members else {
        throw .tooManyMembers(field: name, count: found.count + 1, limit: limits.members)
      }
      found.append(element)
    }
    return found
  }

  private func text(_ value: JSONSlice, in bytes: RawSpan) throws(FilterError) -> String {
    // Two quotes stand around the text, and an escape is never shorter than what it stands for.
    let length = value.byteCount - 2
    guard length <= limits.textLength else { throw .textTooLong(length: length, limit: limits.textLength) }
    // Names are strings, and of values only strings come here.
    return value.string(in: bytes)!
  }
}

extension FilterRange {
  /// Takes one more bound into account.
  fileprivate mutating func narrow(_ bound: FilterOperator, _ number: FilterNumber) {
    switch bound {
    case .gt: lower = max(lower, number.next)
    case .gte: lower = max(lower, number)
    case .lt: upper = min(upper, number.previous)
    default: upper = min(upper, number)
    }
  }
}
