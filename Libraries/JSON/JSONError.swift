/// What makes bytes not a JSON text, and where.
///
/// The description is one line: `expected a value at byte 12`.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The rule of RFC 8259 (or the limit of ours) that the bytes break.
  public enum Reason: Sendable, Hashable {
    /// The text ends inside a value.
    case unexpectedEnd
    /// A value has to stand here.
    case expectedValue
    /// A member name has to stand here.
    case expectedName
    /// A colon has to stand here.
    case expectedColon
    /// A comma or the end of the array or object has to stand here.
    case expectedComma
    /// Something follows the value.
    case trailingBytes
    /// A number is not spelled as RFC 8259, section 6, wants it.
    case invalidNumber
    /// A backslash is followed by something that is no escape.
    case invalidEscape
    /// An escape names one half of a surrogate pair without the other.
    case loneSurrogate
    /// A control character stands in a string unescaped.
    case controlCharacter
    /// The bytes are not UTF-8.
    case invalidUTF8
    /// Arrays and objects are nested deeper than `limit`.
    case tooDeep(limit: Int)
    /// The text has more than `limit` bytes.
    case tooLong(limit: Int)
  }

  /// The rule that is broken.
  public var reason: Reason

  /// Where it is broken, counted in bytes from the start of the text.
  public var offset: Int

  /// Makes an error from its parts.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line for people: what is wrong, and at which byte.
  public var description: String { "\(reason) at byte \(offset)" }
}

extension JSONError.Reason: CustomStringConvertible {
  /// What is wrong, in a few words.
  public var description: String {
    switch self {
    case .unexpectedEnd: "unexpected end"
    case .expectedValue: "expected a value"
    case .expectedName: "expected a member name"
    case .expectedColon: "expected a colon"
    case .expectedComma: "expected a comma or the end"
    case .trailingBytes: "unexpected text after the value"
    case .invalidNumber: "invalid number"
    case .invalidEscape: "invalid escape"
    case .loneSurrogate: "lone surrogate"
    case .controlCharacter: "unescaped control character"
    case .invalidUTF8: "invalid UTF-8"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .tooLong(let limit): "longer than \(limit) bytes"
    }
  }
}
