import Glibc
import TautCommandLine
import TautServer

/// A chat: a server whose generator answers, and a client for a terminal.
///
/// It is meant to be copied. Replace ``ReferenceGenerator`` in ``ServeCommand`` with a model of yours, and the rest stays.
@main
enum Program {
  static func main() async {
    // Who reads the output may leave; the connection is closed in order nevertheless.
    signal(SIGPIPE, SIG_IGN)
    exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ arguments: [String]) async -> ExitCode {
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "serve": return await start(ServeCommand.syntax, rest) { await $0.run() }
    case "talk": return await start(TalkCommand.syntax, rest) { await $0.run() }
    case "--help", "-h", "help":
      Output.write(help)
      return .success
    case "--version", "-V":
      Output.write("tautline-chat \(Tautline.version)\n")
      return .success
    case let name:
      Output.complain(name.map { "tautline-chat: there is no command \($0)\nTry: tautline-chat --help\n" } ?? help)
      return .usage
    }
  }

  private static func start<Owner>(
    _ syntax: Syntax<Owner>, _ arguments: [String], _ run: (Owner) async -> ExitCode
  ) async -> ExitCode {
    do throws(UsageError) {
      guard let reading = try syntax.read(arguments, environment: Environment.variable) else {
        Output.write(syntax.help)
        return .success
      }
      try reading.values.validate()
      return await run(reading.values)
    } catch {
      Output.complain("tautline-chat \(syntax.name): \(error)\nTry: tautline-chat \(syntax.name) --help\n")
      return .usage
    }
  }

  private static let help = """
    tautline-chat: talk to a generator that answers in parts, and never miss an answer

    Usage: tautline-chat COMMAND [options]

    Commands:
      serve  serve /ws/user/{uuid}, with a generator that answers
      talk   talk to it, on a terminal or in a pipe

    Every command has its own --help. Exit codes:
    \(ExitCode.table)

    """
}
