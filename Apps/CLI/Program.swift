import Glibc
import TautCommandLine
internal import TautServer

/// The command line of Tautline.
@main
enum Program {
  /// The commands, in the order in which the help shows them.
  static let commands: [any Command.Type] = [
    ConnectCommand.self, ListenCommand.self, SubCommand.self, PubCommand.self, RequestCommand.self, DriveCommand.self,
    RecordCommand.self, ReplayCommand.self, DoctorCommand.self, TokenCommand.self, BenchCommand.self,
    CompletionsCommand.self, ManCommand.self,
  ]

  static func main() async {
    // Who reads the output may leave; a write then fails, and the connection can still be closed in order.
    signal(SIGPIPE, SIG_IGN)
    let code = await run(Array(CommandLine.arguments.dropFirst()))
    StandardOutput.flush()
    exit(code.rawValue)
  }

  /// Runs the command that `arguments` name.
  static func run(_ arguments: [String]) async -> ExitCode {
    switch arguments.first {
    case nil:
      StandardError.write(help)
      return .usage
    case "help" where arguments.count > 1:
      return await run(arguments.dropFirst() + ["--help"])
    case "--help", "-h", "help":
      StandardOutput.write(help)
      return .success
    case "--version", "-V":
      StandardOutput.write("tautline \(Tautline.version)\n")
      return .success
    case let name?:
      guard let command = command(named: name) else { return refuse(name) }
      return await command.start(Array(arguments.dropFirst()))
    }
  }

  /// The command called `name`.
  static func command(named name: String) -> (any Command.Type)? {
    commands.first { title($0).left == name }
  }

  /// What the program does, in a phrase.
  static let summary = "talk to WebSocket servers"

  /// What all commands take, those inside of others after them.
  static var outlines: [CommandOutline] {
    commands.flatMap { command in [outline(command)] + command.subcommands.map { outline($0) } }
  }

  private static func outline<Owner: Command>(_: Owner.Type) -> CommandOutline { Owner.syntax.outline }

  /// The help of the program as a whole.
  static var help: String {
    """
    tautline: \(summary)

    Usage: tautline COMMAND [options]

    Commands:
    \(HelpTable(rows: commands.map { title($0) }).text)
    Every command has its own --help. Exit codes:
    \(ExitCode.table)
    """
  }

  private static func title<Owner: Command>(_: Owner.Type) -> HelpTable.Row {
    HelpTable.Row(left: Owner.syntax.name, right: Owner.syntax.summary)
  }

  private static func refuse(_ name: String) -> ExitCode {
    let names = commands.map { title($0).left }
    let isOption = name.hasPrefix("-")
    let suggestion = Suggestion.closest(to: name, among: isOption ? ["--help", "--version"] : names)
    let error: UsageError =
      isOption ? .unknownOption(name, suggestion: suggestion) : .unknownCommand(name, suggestion: suggestion)
    StandardError.write("tautline: \(error)\nTry: tautline --help\n")
    return .usage
  }
}
