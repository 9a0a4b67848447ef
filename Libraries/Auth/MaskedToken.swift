/// A token, or any other secret, that prints as its length.
///
/// Hold a secret in this from where it comes in, and no log, no error text and no debugger's dump can tell it:
///
/// ```swift
/// log("connected with \(MaskedToken(text))")  // connected with a token of 152 bytes
/// ```
public struct MaskedToken: Sendable, Hashable {
  /// The secret itself.
  public let text: String

  /// Hides `text`.
  public init(_ text: String) {
    self.text = text
  }
}

extension MaskedToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The length, and nothing else.
  public var description: String { "a token of \(text.utf8.count) bytes" }

  /// The length, and nothing else.
  public var debugDescription: String { description }

  /// No parts.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
