internal import TautBytes

/// The names of the members that a message type has, known before the message comes.
///
/// Build one per message type and keep it. Names are compared as words, first with the one that came next in the
/// table last time: a message in the usual order costs one comparison per member, a hostile one at most sixteen.
public struct JSONShape: Sendable {
  /// The number of names that a shape can have.
  public static let capacity = 16

  private struct Entry {
    var name: String
    var length: Int
    var head: UInt64
    var tail: UInt64
  }

  private let entries: [Entry]

  /// Makes a shape; the position of a name in `names` is its index in ``JSONFields``.
  public init(_ names: [String]) {
    precondition(names.count <= Self.capacity, "a shape has at most \(Self.capacity) names")
    entries = names.map { name in
      name.withBytes { utf8 in
        Entry(
          name: name, length: utf8.byteCount, head: utf8.word(at: 0, count: utf8.byteCount),
          tail: Self.tail(of: utf8, at: 0, count: utf8.byteCount))
      }
    }
  }

  /// The index of the name, tried first with `expected`.
  @inline(__always)
  func index(of name: JSONSlice, in bytes: RawSpan, expected: Int) -> Int? {
    guard !name.isEscaped else { return indexOfEscaped(name, in: bytes) }
    let start = name.body.lowerBound
    let length = name.byteCount - 2
    let head = bytes.word(at: start, count: length)
    if expected < entries.count, matches(entries[expected], length, head, start, bytes) { return expected }
    for index in entries.indices where matches(entries[index], length, head, start, bytes) { return index }
    return nil
  }

  @inline(__always)
  private func matches(_ entry: Entry, _ length: Int, _ head: UInt64, _ start: Int, _ bytes: RawSpan) -> Bool {
    guard entry.length == length, entry.head == head else { return false }
    guard length > 8 else { return true }
    guard Self.tail(of: bytes, at: start, count: length) == entry.tail else { return false }
    return length <= 16 || entry.name.withBytes { $0.equals(bytes.extracting(start..<(start + length))) }
  }

  /// The last eight bytes of a name that is longer than that.
  @inline(__always)
  private static func tail(of bytes: RawSpan, at start: Int, count: Int) -> UInt64 {
    count > 8 ? bytes.word(at: start + count - 8) : 0
  }

  private func indexOfEscaped(_ name: JSONSlice, in bytes: RawSpan) -> Int? {
    entries.firstIndex { name.equals($0.name, in: bytes) }
  }
}
