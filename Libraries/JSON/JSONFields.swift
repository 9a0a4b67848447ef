/// The members that a scan found, by their index in the ``JSONShape``.
///
/// It has a fixed size and may be used again for the next message.
public struct JSONFields: Sendable {
  @usableFromInline var slots: InlineArray<16, JSONSlice?>
  private var isEmpty = true

  /// The number of members whose names are not in the shape.
  public private(set) var unknownCount = 0

  /// Makes an empty collection.
  public init() {
    slots = InlineArray(repeating: nil)
  }

  /// The value of the member that stands at `index` in the shape, if the message has one.
  @inlinable
  public subscript(index: Int) -> JSONSlice? {
    // Inlined, so that a constant index loads one slot; otherwise all of them are copied first.
    @inline(__always) get { slots[index] }
  }

  /// Collects the members of `object` that `shape` names, in place of what was there.
  ///
  /// For an object inside a message that was scanned before; a slice of another kind has no members.
  public mutating func collect(_ object: JSONSlice, for shape: JSONShape, in bytes: RawSpan) {
    removeAll()
    var members = JSONMembers(of: object)
    var count = 0
    while let member = members.next(in: bytes) {
      record(member, shape.index(of: member.name, in: bytes, expected: count))
      count += 1
    }
  }

  mutating func removeAll() {
    if !isEmpty { self = JSONFields() }
  }

  @inline(__always)
  mutating func record(_ member: JSONMember, _ index: Int?) {
    isEmpty = false
    guard let index else { return unknownCount += 1 }
    slots[index] = member.value
  }
}
