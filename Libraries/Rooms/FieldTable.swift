import TautJSON

/// The fields that the filters of one index ask about, with a number for each.
///
/// A field is in the table as long as a filter uses it.
struct FieldTable: Sendable {
  /// One of the fields that the value under a name counts for.
  struct Use: Sendable, Hashable {
    var field: Int32
    /// Whether the name is the field's singular, which the field itself outranks.
    var isAlternate: Bool
  }

  private struct Entry: Sendable {
    var number: Int32
    var filters: Int
  }

  private var entries: [FilterField: Entry] = [:]
  private var uses: [String: [Use]] = [:]
  private var free: [Int32] = []

  /// Whether nobody asks about any field.
  var isEmpty: Bool { entries.isEmpty }

  /// One more than the highest number that was given out.
  private(set) var capacity = 0

  /// The fields that the value under a name counts for, and `nil` where nobody asks.
  func uses(of name: JSONSlice, in bytes: RawSpan) -> [Use]? {
    name.string(in: bytes).flatMap { uses[$0] }
  }

  /// The number of a field, which one more filter asks about now.
  mutating func retain(_ field: FilterField) -> Int32 {
    if entries[field] != nil {
      entries[field]!.filters += 1
      return entries[field]!.number
    }
    let number = free.popLast() ?? Int32(capacity)
    capacity = max(capacity, Int(number) + 1)
    entries[field] = Entry(number: number, filters: 1)
    uses[field.name, default: []].append(Use(field: number, isAlternate: false))
    if let alternate = field.alternate { uses[alternate, default: []].append(Use(field: number, isAlternate: true)) }
    return number
  }

  /// Records that one filter less asks about a field.
  mutating func release(_ field: FilterField) {
    guard let entry = entries[field] else { preconditionFailure("a field that is not in the table") }
    guard entry.filters == 1 else { return entries[field]!.filters -= 1 }
    entries[field] = nil
    free.append(entry.number)
    removeUse(of: entry.number, under: field.name)
    if let alternate = field.alternate { removeUse(of: entry.number, under: alternate) }
  }

  private mutating func removeUse(of number: Int32, under name: String) {
    uses[name]!.removeAll { $0.field == number }
    if uses[name]!.isEmpty { uses[name] = nil }
  }
}
