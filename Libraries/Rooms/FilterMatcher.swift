/// One filter, made ready for many payloads, as when a history is replayed.
public struct FilterMatcher: Sendable {
  private let alternatives: [[FilterCheck]]
  private let isEmpty: Bool
  private let table: FieldTable
  private var fields = PayloadFields()

  /// Prepares a filter.
  public init(_ filter: Filter) {
    var table = FieldTable()
    alternatives = filter.alternatives.map { alternative in
      alternative.conditions.map { FilterCheck(condition: $0, field: table.retain($0.field)) }
    }
    isEmpty = filter.isEmpty
    self.table = table
  }

  /// Whether the filter lets a payload pass, which is valid JSON.
  public mutating func matches(_ payload: RawSpan) -> Bool {
    guard !isEmpty else { return true }
    fields.read(payload, for: table)
    return alternatives.contains { $0.allSatisfy { $0.passes(fields) } }
  }
}
