/// The values that a command line fills in.
///
/// The type's properties are the options; `init()` gives the defaults that the help shows, and a ``Syntax`` says which
/// option sets which property.
///
/// ```swift
/// struct Copy: CommandArguments {
///   var source = ""
///   var isQuiet = false
///
///   static let syntax = Syntax<Self>(
///     name: "copy", summary: "copy a file",
///     operands: [.required(.path, \.source, "what to copy")],
///     options: [.flag("quiet", alias: "q", \.isQuiet, "say nothing")])
/// }
/// ```
public protocol CommandArguments: Sendable {
  /// All options at their defaults.
  init()

  /// The program that the command belongs to, or nil where it is a program of its own.
  static var program: String? { get }

  /// Refuses combinations of options that make no sense together.
  ///
  /// The default allows all.
  func validate() throws(UsageError)
}

extension CommandArguments {
  /// Nil: a program of its own.
  public static var program: String? { nil }

  /// Allows every combination.
  public func validate() throws(UsageError) {}
}
