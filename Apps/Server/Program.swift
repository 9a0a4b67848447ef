import Glibc
import TautCommandLine
import TautServer

/// The reference server: runs with no configuration.
@main
enum Program {
  static func main() async {
    let code = await run(Array(CommandLine.arguments.dropFirst()))
    exit(code.rawValue)
  }

  private static func run(_ arguments: [String]) async -> ExitCode {
    do throws(UsageError) {
      guard let invocation = try Invocation.read(arguments, environment: Environment.variable) else {
        Output.write(ServerArguments.syntax.help)
        return .success
      }
      if invocation.arguments.showsVersion {
        Output.write("tautline-server \(Tautline.version)\n")
        return .success
      }
      return await serve(invocation)
    } catch {
      Output.complain("tautline-server: \(error)\nTry: tautline-server --help\n")
      return .usage
    }
  }

  /// Serves until SIGTERM or SIGINT, then drains; a second signal ends at once.
  private static func serve(_ invocation: Invocation) async -> ExitCode {
    var configuration = invocation.arguments.configuration()
    let report = HelpTable(rows: invocation.settings.map { HelpTable.Row($0) }).text
    if invocation.arguments.onlyChecks { Output.write(report) } else { Output.complain(report) }
    do {
      if let path = invocation.arguments.dataDirectory {
        configuration.serverID = try DataDirectory(path).serverID()
      }
      let server = try Server(configuration) { Output.complain("tautline-server: \($0)\n") }
      if invocation.arguments.onlyChecks { return .success }
      try await server.start()
      await drain(server, on: try Interrupts())
      return .success
    } catch let error as ServerError {
      Output.complain("tautline-server: \(error)\n")
      return error.isOfConfiguration ? .configuration : .unavailable
    } catch {
      Output.complain("tautline-server: \(error)\n")
      return .configuration
    }
  }

  /// Returns after the drain that the first signal but SIGHUP begins.
  private static func drain(_ server: Server, on interrupts: Interrupts) async {
    for await signal in interrupts.signals {
      guard signal == SIGHUP else {
        return await server.drain(reason: signal == SIGINT ? "interrupted" : "shutting down")
      }
      do throws(ServerError) {
        try server.reload()
      } catch {
        Output.complain("tautline-server: \(error)\n")
      }
    }
  }
}
