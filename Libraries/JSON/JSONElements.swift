/// Walks over the elements of an array in order, without allocating.
///
/// ```swift
/// var elements = JSONElements(of: array)
/// while let element = elements.next(in: bytes) { … }
/// ```
public struct JSONElements: Sendable {
  private var position: Int
  private var isFirst = true
  private var hasEnded: Bool

  /// Starts before the first element of `array`; a slice of another kind has no elements.
  public init(of array: JSONSlice) {
    position = array.range.lowerBound + 1
    hasEnded = array.kind != .array
  }

  /// The next element, or `nil` after the last.
  public mutating func next(in bytes: RawSpan) -> JSONSlice? {
    guard !hasEnded else { return nil }
    // What was scanned cannot fail here; what was not scanned ends the walk.
    let element = try? bytes.nextElement(at: &position, isFirst: isFirst, depth: 0, limit: JSONScanner.deepestLimit)
    isFirst = false
    hasEnded = element == nil
    return element
  }
}
