/// A condition with the number that its field has in a ``FieldTable``.
struct FilterCheck: Sendable {
  var condition: FilterCondition
  var field: Int32

  /// Whether a payload meets the condition.
  func passes(_ payload: borrowing PayloadFields) -> Bool {
    condition.accepts(payload, field: field)
  }
}
