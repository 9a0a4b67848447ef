import TautJSON

/// The values that a payload has in the fields that filters ask about.
///
/// A payload is read once for a publication, however many filters look at it. A field that holds an array has the values
/// of its elements; objects and null have none, and null counts as missing.
struct PayloadFields: Sendable {
  /// One field that somebody asks about, and the values that this payload has there.
  struct Entry: Sendable {
    var field: Int32
    var values: [FilterValue]
    var isPresent: Bool
  }

  /// What of the last payload anybody asks about.
  private(set) var entries: [Entry] = []

  private struct Slot: Sendable {
    var reading = 0
    var entry = 0
    var isAlternate = false
  }

  // For each field of the table: which reading last found it, and where. So nothing has to be cleared in between.
  private var slots: [Slot] = []
  private var reading = 0

  /// Reads the payload, which is valid JSON.
  mutating func read(_ payload: RawSpan, for table: borrowing FieldTable) {
    entries.removeAll(keepingCapacity: true)
    reading += 1
    if slots.count < table.capacity { slots += Array(repeating: Slot(), count: table.capacity - slots.count) }
    guard !table.isEmpty, let root = try? JSONScanner().scan(payload) else { return }
    var members = JSONMembers(of: root)
    while let member = members.next(in: payload) {
      guard let uses = table.uses(of: member.name, in: payload) else { continue }
      let values = member.value.filterValues(in: payload)
      for use in uses { record(values, isPresent: !member.value.isNull, for: use) }
    }
  }

  /// What the payload has in a field.
  func values(of field: Int32) -> [FilterValue] {
    let slot = slots[Int(field)]
    return slot.reading == reading ? entries[slot.entry].values : []
  }

  /// Whether the payload has something else than null in a field.
  func isPresent(_ field: Int32) -> Bool {
    let slot = slots[Int(field)]
    return slot.reading == reading && entries[slot.entry].isPresent
  }

  private mutating func record(_ values: [FilterValue], isPresent: Bool, for use: FieldTable.Use) {
    let slot = slots[Int(use.field)]
    guard slot.reading == reading else {
      slots[Int(use.field)] = Slot(reading: reading, entry: entries.count, isAlternate: use.isAlternate)
      return entries.append(Entry(field: use.field, values: values, isPresent: isPresent))
    }
    // The field itself counts more than its singular; of a name that stands twice the last one counts.
    guard slot.isAlternate || !use.isAlternate else { return }
    entries[slot.entry].values = values
    entries[slot.entry].isPresent = isPresent
    slots[Int(use.field)].isAlternate = use.isAlternate
  }
}

extension JSONSlice {
  /// The value as filters compare it; of an array, its elements.
  func filterValues(in bytes: RawSpan) -> [FilterValue] {
    guard kind == .array else { return filterValue(in: bytes).map { [$0] } ?? [] }
    var values: [FilterValue] = []
    var elements = JSONElements(of: self)
    while let element = elements.next(in: bytes) {
      if let value = element.filterValue(in: bytes) { values.append(value) }
    }
    return values
  }

  /// The value as filters compare it, and `nil` where it is null, an array, an object or beyond every double.
  func filterValue(in bytes: RawSpan) -> FilterValue? {
    switch kind {
    case .boolean: boolean(in: bytes).map { .boolean($0) }
    case .number: filterNumber(in: bytes).map { .number($0) }
    case .string: string(in: bytes).map { .text($0) }
    case .null, .array, .object: nil
    }
  }

  /// The number as filters compare it.
  func filterNumber(in bytes: RawSpan) -> FilterNumber? {
    if let integer = int64(in: bytes) { return FilterNumber(integer) }
    return double(in: bytes).map { FilterNumber(real: $0) }
  }
}
