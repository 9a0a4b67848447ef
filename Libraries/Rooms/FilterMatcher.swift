/// One filter, made ready for many payloads, as when a history is replayed.
public struct FilterMatcher: Sendable {
  private let conditions: [FilterCondition]
  private let numbers: [Int32]
  private let table: FieldTable
  private var fields = PayloadFields()

  /// Prepares a filter.
  public init(_ filter: Filter) {
    var table = FieldTable()
    conditions = filter.conditions
    numbers = conditions.map { table.retain($0.field) }
    self.table = table
  }

  /// Whether the filter lets a payload pass, which is valid JSON.
  public mutating func matches(_ payload: RawSpan) -> Bool {
    guard !conditions.isEmpty else { return true }
    fields.read(payload, for: table)
    for (condition, number) in zip(conditions, numbers) where !condition.accepts(fields.values(of: number)) {
      return false
    }
    return true
  }
}
