/// Walks over the members of an object in the order in which they stand, without allocating.
///
/// ```swift
/// var members = JSONMembers(of: object)
/// while let member = members.next(in: bytes) { … }
/// ```
///
/// A name that stands twice comes twice; the last one counts.
public struct JSONMembers: Sendable {
  private var position: Int
  private var isFirst = true
  private var hasEnded: Bool

  /// Starts before the first member of `object`; a slice of another kind has no members.
  public init(of object: JSONSlice) {
    position = object.range.lowerBound + 1
    hasEnded = object.kind != .object
  }

  /// The next member, or `nil` after the last.
  public mutating func next(in bytes: RawSpan) -> JSONMember? {
    guard !hasEnded else { return nil }
    // What was scanned cannot fail here; what was not scanned ends the walk.
    let member = try? bytes.nextMember(at: &position, isFirst: isFirst, depth: 0, limit: JSONScanner.deepestLimit)
    isFirst = false
    hasEnded = member == nil
    return member
  }
}
