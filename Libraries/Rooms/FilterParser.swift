import TautJSON

/// Reads the JSON of a filter into its canonical conditions.
struct FilterParser {
  private let limits: FilterLimits
  private var sets: [String: [FilterValue]] = [:]
  private var ranges: [String: FilterRange] = [:]

  init(limits: FilterLimits) {
    self.limits = limits
  }

  /// What was read, sorted: one spelling for all filters that mean the same.
  var conditions: [FilterCondition] {
    let memberships = sets.sorted { $0.key < $1.key }.map { name, values in
      FilterCondition(field: FilterField(matching: name), test: .oneOf(values))
    }
    let thresholds = ranges.sorted { $0.key < $1.key }.map { name, range in
      FilterCondition(field: FilterField(name: name), test: .within(range))
    }
    return memberships + thresholds
  }

  mutating func parse(_ filters: JSONSlice, in bytes: RawSpan) throws(FilterError) {
    guard filters.kind == .object else { throw .notAnObject }
    var count = 0
    var members = JSONMembers(of: filters)
    while let member = members.next(in: bytes) {
      count += 1
      guard count <= limits.fields else { throw .tooManyFields(count: count, limit: limits.fields) }
      try parse(member, in: bytes)
    }
  }

  private mutating func parse(_ member: JSONMember, in bytes: RawSpan) throws(FilterError) {
    let name = try text(member.name, in: bytes)
    if name.hasPrefix("min_"), name != "min_" {
      try setBound(\.lower, of: String(name.dropFirst(4)), to: member.value, named: name, in: bytes)
    } else if name.hasPrefix("max_"), name != "max_" {
      try setBound(\.upper, of: String(name.dropFirst(4)), to: member.value, named: name, in: bytes)
    } else if member.value.isNull {
      sets[name] = nil
    } else {
      sets[name] = try values(member.value, of: name, in: bytes)
    }
  }

  private mutating func setBound(
    _ bound: WritableKeyPath<FilterRange, FilterNumber>, of field: String, to value: JSONSlice, named name: String,
    in bytes: RawSpan
  ) throws(FilterError) {
    var range = ranges[field] ?? FilterRange()
    if value.isNull {
      range[keyPath: bound] = FilterRange()[keyPath: bound]
    } else if let number = value.filterNumber(in: bytes) {
      range[keyPath: bound] = number
    } else {
      throw .thresholdNotANumber(field: name)
    }
    ranges[field] = range == FilterRange() ? nil : range
  }

  private func values(_ value: JSONSlice, of name: String, in bytes: RawSpan) throws(FilterError) -> [FilterValue] {
    guard value.kind == .array else { return [try scalar(value, of: name, in: bytes)] }
    var values: Set<FilterValue> = []
    var count = 0
    var elements = JSONElements(of: value)
    while let element = elements.next(in: bytes) {
      count += 1
      guard count <= limits.members else {
        throw .tooManyMembers(field: name, count: count, limit: limits.members)
      }
      values.insert(try scalar(element, of: name, in: bytes))
    }
    return values.sorted()
  }

  private func scalar(_ value: JSONSlice, of name: String, in bytes: RawSpan) throws(FilterError) -> FilterValue {
    if value.kind == .string { return .text(try text(value, in: bytes)) }
    guard let scalar = value.filterValue(in: bytes) else { throw .unsupportedValue(field: name) }
    return scalar
  }

  private func text(_ value: JSONSlice, in bytes: RawSpan) throws(FilterError) -> String {
    // Two quotes stand around the text, and an escape is never shorter than what it stands for.
    let length = value.byteCount - 2
    guard length <= limits.textLength else { throw .textTooLong(length: length, limit: limits.textLength) }
    // Names are strings, and of values only strings come here.
    return value.string(in: bytes)!
  }
}
