/// Splits a command line into options and operands, one at a time.
///
/// Whether an option takes a value only its owner knows: it asks for one with ``value()``. ``Syntax`` uses a reader; use
/// one by hand where a command line has a grammar of its own.
///
/// ```swift
/// var reader = ArgumentReader(["-n5", "--url=ws://host", "file"])
/// while let argument = reader.next() { … }
/// ```
public struct ArgumentReader: Sendable {
  /// One piece of the command line.
  public enum Argument: Sendable, Hashable {
    /// Something without a dash, a lone dash, or anything after `--`.
    case operand(String)
    /// `--name` or `--name=value`.
    case long(String, value: String?)
    /// One letter after a single dash.
    case short(Character)
  }

  private var arguments: ArraySlice<String>
  /// What is left of a group of letters such as `-ab`.
  private var letters: Substring = ""
  private var onlyOperands = false

  /// Reads `arguments` from the first, which is not the name of the program.
  public init(_ arguments: [String]) {
    self.arguments = arguments[...]
  }

  /// The next piece, or nil at the end.
  public mutating func next() -> Argument? {
    if let letter = letters.popFirst() { return .short(letter) }
    guard let text = arguments.popFirst() else { return nil }
    if onlyOperands || text == "-" || !text.hasPrefix("-") { return .operand(text) }
    if text == "--" {
      onlyOperands = true
      return next()
    }
    if text.hasPrefix("--") { return long(text.dropFirst(2)) }
    letters = text.dropFirst()
    return next()
  }

  /// The value of the option that ``next()`` gave last: the rest of its letters, or the next argument.
  ///
  /// - Returns: nil at the end of the command line.
  public mutating func value() -> String? {
    guard letters.isEmpty else {
      defer { letters = "" }
      return String(letters.first == "=" ? letters.dropFirst() : letters)
    }
    return arguments.popFirst()
  }

  private func long(_ text: Substring) -> Argument {
    guard let equals = text.firstIndex(of: "=") else { return .long(String(text), value: nil) }
    return .long(String(text[..<equals]), value: String(text[text.index(after: equals)...]))
  }
}
