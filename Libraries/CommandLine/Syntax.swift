/// The command line of one command.
///
/// Parser, help, the table in a manual and the report of what is in effect read the same declarations, so what the help
/// promises is what the parser does.
///
/// ```swift
/// guard let copy = try Copy.syntax.parse(arguments) else { return print(Copy.syntax.help) }
/// ```
public struct Syntax<Owner: CommandArguments>: Sendable {
  /// The command's name.
  public var name: String
  /// What the command does, in a phrase.
  public var summary: String
  /// The arguments known by their place, in order.
  public var operands: [Operand<Owner>]
  /// The options.
  public var options: [Option<Owner>]
  /// What else the help says, after the options.
  public var notes: String

  /// Declares a command line.
  public init(
    name: String, summary: String, operands: [Operand<Owner>] = [], options: [Option<Owner>] = [], notes: String = ""
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.options = options
    self.notes = notes
  }

  /// Reads the arguments after the command's name, and nothing else.
  ///
  /// - Returns: The command, or nil when help was asked for.
  public func parse(_ arguments: [String]) throws(UsageError) -> Owner? {
    guard let reading = try read(arguments) else { return nil }
    try reading.values.validate()
    return reading.values
  }
}
