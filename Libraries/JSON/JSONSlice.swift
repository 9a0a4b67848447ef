internal import TautBytes

/// Where one value stands in a JSON text, and what it is.
///
/// A slice is twelve bytes and holds no text: every question about its content takes the bytes that it was cut from.
/// Ask it about other bytes and the answer is wrong or `nil`, or the process stops at the end of the bytes; nothing
/// outside of them is ever read.
///
/// ```swift
/// let root = try JSONScanner().scan(bytes)
/// let price = root.member("price", in: bytes)?.double(in: bytes)
/// ```
@frozen
public struct JSONSlice: Sendable, Hashable {
  @usableFromInline let start: UInt32
  @usableFromInline let end: UInt32

  /// What stands there.
  public let kind: JSONKind

  /// A string that has at least one escape, so that its bytes are not its text.
  @usableFromInline let isEscaped: Bool

  @inlinable
  init(start: Int, end: Int, kind: JSONKind, isEscaped: Bool = false) {
    // Both fit: the scanner refuses a text of more than `UInt32.max` bytes.
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.kind = kind
    self.isEscaped = isEscaped
  }

  /// The bytes of the value as it is spelled; of a string, with its quotes.
  ///
  /// `bytes.extracting(slice.range)` is the raw value, ready to be passed on.
  @inlinable
  public var range: Range<Int> { Int(start)..<Int(end) }

  /// The number of bytes that the value is spelled with.
  @inlinable
  public var byteCount: Int { Int(end) - Int(start) }

  /// The bytes between the quotes of a string.
  var body: Range<Int> { (Int(start) + 1)..<(Int(end) - 1) }

  /// A copy of the value as it is spelled.
  public func copy(in bytes: RawSpan) -> [UInt8] {
    [UInt8](bytes, in: range)
  }
}

extension JSONSlice {
  /// Whether this is the literal `null`.
  @inlinable
  public var isNull: Bool { kind == .null }

  /// The value of `true` and `false`; `nil` for everything else.
  public func boolean(in bytes: RawSpan) -> Bool? {
    guard kind == .boolean else { return nil }
    return bytes[Int(start)] == UInt8(ascii: "t")
  }
}
