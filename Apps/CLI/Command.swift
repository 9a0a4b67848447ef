import TautCommandLine

/// One command of the program.
///
/// A command is the value of its own options: ``syntax`` says where each goes, and `init()` gives the defaults that the
/// help shows.
protocol Command: CommandArguments {
  /// The options and operands, from which both the parser and the help are made.
  static var syntax: Syntax<Self> { get }

  /// The commands that this one only groups; their names begin with its own.
  static var subcommands: [any Command.Type] { get }

  /// Does the work and says how it ended.
  func run() async -> ExitCode
}

extension Command {
  static var program: String? { "tautline" }

  static var subcommands: [any Command.Type] { [] }

  /// Parses `arguments` and runs the command, or prints its help.
  static func start(_ arguments: [String]) async -> ExitCode {
    if let name = arguments.first, let command = subcommand(named: name) {
      return await command.start(Array(arguments.dropFirst()))
    }
    do throws(UsageError) {
      guard let reading = try syntax.read(arguments, environment: Environment.variable) else {
        StandardOutput.write(syntax.help)
        return .success
      }
      try reading.values.validate()
      return await reading.values.run()
    } catch {
      StandardError.write("tautline \(syntax.name): \(error)\nTry: tautline \(syntax.name) --help\n")
      return .usage
    }
  }

  private static func subcommand(named name: String) -> (any Command.Type)? {
    subcommands.first { fullName($0) == "\(syntax.name) \(name)" }
  }

  private static func fullName<Owner: Command>(_: Owner.Type) -> String { Owner.syntax.name }
}
