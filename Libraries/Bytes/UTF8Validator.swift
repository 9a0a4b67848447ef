/// Decides whether bytes that arrive in pieces are UTF-8.
///
/// A piece may end anywhere, also inside a character. The rules are strict, those of RFC 3629: no overlong form, no
/// surrogate, nothing above U+10FFFF. The answer is `false` as soon as the first byte that cannot be part of
/// valid UTF-8 has come, not at the end of its character or of the text.
///
/// ```swift
/// var validator = UTF8Validator()
/// validator.receive(first) && validator.receive(second) && validator.isComplete
/// ```
@frozen
public struct UTF8Validator: Sendable, Hashable {
  /// How many bytes the character that has begun still lacks.
  @usableFromInline var missing: UInt8 = 0
  /// What the next of them must lie in.
  @usableFromInline var lowest: UInt8 = 0x80
  @usableFromInline var highest: UInt8 = 0xBF

  /// Creates a validator at the beginning of a text.
  @inlinable
  public init() {}

  /// Whether the text may end here: no character has begun without having ended.
  @inlinable
  public var isComplete: Bool { missing == 0 }

  /// Takes the next piece of the text.
  ///
  /// - Returns: Whether everything up to here can be the beginning of valid UTF-8. After a `false`, no further byte is
  ///   accepted.
  public mutating func receive(_ bytes: RawSpan) -> Bool {
    // Sound: the pointer is used inside the closure only, with the count of its own buffer.
    unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return true }
      return unsafe receive(start, count: buffer.count)
    }
  }

  /// Takes the next piece of the text from a range of `bytes`.
  ///
  /// - Returns: As ``receive(_:)``.
  public mutating func receive(_ bytes: borrowing MutableRawSpan, in range: Range<Int>) -> Bool {
    receive(bytes.bytes.extracting(range))
  }

  /// Decides whether `bytes` are valid UTF-8 from beginning to end.
  public static func isValid(_ bytes: RawSpan) -> Bool {
    var validator = UTF8Validator()
    return validator.receive(bytes) && validator.isComplete
  }

  /// Decides whether a range of `bytes` is valid UTF-8 from beginning to end.
  public static func isValid(_ bytes: borrowing MutableRawSpan, in range: Range<Int>) -> Bool {
    isValid(bytes.bytes.extracting(range))
  }

  /// Decides whether a range of `bytes` is ASCII, which most texts are, so that they need no call of the validator.
  @inlinable
  public static func isASCII(_ bytes: borrowing MutableRawSpan, in range: Range<Int>) -> Bool {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount)
    var seen: UInt64 = 0
    var offset = range.lowerBound
    // Sound: the precondition keeps the range inside the span, and the loops keep the loads inside the range.
    while offset &+ 8 <= range.upperBound {
      seen |= unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      offset &+= 8
    }
    while offset < range.upperBound {
      seen |= unsafe UInt64(bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt8.self))
      offset &+= 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}

extension UTF8Validator {
  /// Takes `count` bytes: the rest of a character that was cut, whole characters, and the beginning of a last one.
  private mutating func receive(_ start: UnsafeRawPointer, count: Int) -> Bool {
    var offset = 0
    while missing > 0, offset < count {
      guard unsafe accept(start.load(fromByteOffset: offset, as: UInt8.self)) else { return false }
      offset += 1
    }
    guard let tail = unsafe UTF8Scanner.skip(start, from: offset, count: count) else { return fail() }
    offset = tail
    while offset < count {
      guard unsafe accept(start.load(fromByteOffset: offset, as: UInt8.self)) else { return false }
      offset += 1
    }
    return true
  }

  /// Takes one byte.
  private mutating func accept(_ byte: UInt8) -> Bool {
    guard missing > 0 else { return begin(with: byte) }
    guard byte >= lowest, byte <= highest else { return fail() }
    (missing, lowest, highest) = (missing - 1, 0x80, 0xBF)
    return true
  }

  /// Takes the first byte of a character: the table 3-7 of the Unicode standard.
  private mutating func begin(with byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x7F: break
    case 0xC2...0xDF: (missing, lowest, highest) = (1, 0x80, 0xBF)
    case 0xE0: (missing, lowest, highest) = (2, 0xA0, 0xBF)
    case 0xED: (missing, lowest, highest) = (2, 0x80, 0x9F)
    case 0xE1...0xEF: (missing, lowest, highest) = (2, 0x80, 0xBF)
    case 0xF0: (missing, lowest, highest) = (3, 0x90, 0xBF)
    case 0xF1...0xF3: (missing, lowest, highest) = (3, 0x80, 0xBF)
    case 0xF4: (missing, lowest, highest) = (3, 0x80, 0x8F)
    default: return fail()
    }
    return true
  }

  /// Refuses this byte and all that follow: no byte lies between these bounds.
  private mutating func fail() -> Bool {
    (missing, lowest, highest) = (1, 1, 0)
    return false
  }
}
