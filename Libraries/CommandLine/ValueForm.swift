/// How the value of an option, an operand or a variable is written.
///
/// ```swift
/// extension ValueForm where Value == Color {
///   public static let color = ValueForm(
///     name: "COLOR", allowed: "one of red, green", read: { Color(rawValue: $0) }, show: { $0.rawValue })
/// }
/// ```
public struct ValueForm<Value: Sendable>: Sendable {
  /// The placeholder in the help, such as `BYTES`.
  public var name: String
  /// What is allowed, as a phrase for an error: "a whole number from 1 to 65535".
  public var allowed: String
  /// Reads the value, or refuses it with nil.
  public var read: @Sendable (String) -> Value?
  /// The value as somebody would write it.
  public var show: @Sendable (Value) -> String

  /// Makes a form from its parts.
  public init(
    name: String, allowed: String, read: @escaping @Sendable (String) -> Value?,
    show: @escaping @Sendable (Value) -> String
  ) {
    self.name = name
    self.allowed = allowed
    self.read = read
    self.show = show
  }
}

extension ValueForm where Value == String {
  /// Any text.
  public static func text(_ name: String, _ allowed: String = "any text") -> Self {
    ValueForm(name: name, allowed: allowed, read: { $0 }, show: { $0 })
  }

  /// Text with something in it.
  public static func nonEmpty(_ name: String) -> Self {
    ValueForm(name: name, allowed: "a text that is not empty", read: { $0.isEmpty ? nil : $0 }, show: { $0 })
  }

  /// A word that can stand in a header of its own.
  public static func token(_ name: String) -> Self {
    ValueForm(
      name: name, allowed: "a text without blanks and control characters",
      read: { text in !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? text : nil }, show: { $0 })
  }

  /// A path, called `name` in the help.
  public static func path(_ name: String, _ allowed: String) -> Self {
    ValueForm(name: name, allowed: allowed, read: { $0.isEmpty ? nil : $0 }, show: { $0 })
  }

  /// The path of a file.
  public static let path = ValueForm(
    name: "FILE", allowed: "the path of a file", read: { $0.isEmpty ? nil : $0 }, show: { $0 })

  /// One of a few words.
  public static func choice(_ name: String, _ words: [String]) -> Self {
    ValueForm(
      name: name, allowed: "one of \(words.joined(separator: ", "))", read: { words.contains($0) ? $0 : nil },
      show: { $0 })
  }

  /// A URL with one of `schemes`.
  public static func url(_ schemes: String...) -> Self {
    let allowed = "a URL that begins with " + schemes.map { "\($0)://" }.joined(separator: " or ")
    return ValueForm(
      name: "URL", allowed: allowed,
      read: { text in
        let lower = text.lowercased()
        return schemes.contains { lower.hasPrefix("\($0)://") && lower.utf8.count > $0.utf8.count + 3 } ? text : nil
      }, show: { $0 })
  }
}
