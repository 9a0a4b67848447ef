import TautCommandLine

/// One command of the program.
///
/// A command is the value of its own options: ``syntax`` says where each goes, and `init()` gives the defaults that the
/// help shows.
protocol Command: CommandArguments {
  /// The options and operands, from which both the parser and the help are made.
  static var syntax: Syntax<Self> { get }

  /// Does the work and says how it ended.
  func run() async -> ExitCode
}

extension Command {
  static var program: String? { "tautline" }

  /// Parses `arguments` and runs the command, or prints its help.
  static func start(_ arguments: [String]) async -> ExitCode {
    do {
      guard let command = try syntax.parse(arguments) else {
        StandardOutput.write(syntax.help)
        return .success
      }
      return await command.run()
    } catch {
      StandardError.write("tautline \(syntax.name): \(error)\nTry: tautline \(syntax.name) --help\n")
      return .usage
    }
  }
}
