import Glibc
import TautCommandLine
import TautEventLoop
import TautLog
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
      return await start(invocation)
    } catch {
      Output.complain("tautline-server: \(error)\nTry: tautline-server --help\n")
      return .usage
    }
  }

  private static func start(_ invocation: Invocation) async -> ExitCode {
    let style = invocation.arguments.logStyle.format
    let log = LogWriter(level: invocation.arguments.logLevel, format: style)
    if invocation.arguments.onlyChecks {
      Output.write(invocation.report)
    } else if style == .json {
      log.write(.configuration(invocation.settings))
    } else {
      Output.complain(invocation.report)
    }
    if invocation.arguments.redisURL != nil {
      log.write(
        LogRecord(.warning, "redis_unused", "REDIS_URL is set, but not used yet: rooms live in this server alone"))
    }
    let code = await serve(invocation, log)
    await log.end()
    return code
  }

  /// Serves until SIGTERM or SIGINT, then drains; a second signal ends at once.
  private static func serve(_ invocation: Invocation, _ log: LogWriter) async -> ExitCode {
    do throws(StartError) {
      DescriptorLimit.raise()
      let server = try server(invocation, log)
      if invocation.arguments.onlyChecks { return .success }
      do throws(ServerError) {
        try await server.start()
        await drain(server, on: try Interrupts(log), log)
      } catch {
        throw StartError(error)
      }
      return .success
    } catch {
      log.write(LogRecord(.error, "failed", error.description))
      return error.code
    }
  }

  private static func server(_ invocation: Invocation, _ log: LogWriter) throws(StartError) -> Server {
    var configuration = invocation.arguments.configuration()
    do {
      configuration.serverID = try serverID(invocation.arguments, log)
      return try Server(configuration) { log.write($0.record) }
    } catch {
      throw StartError(error)
    }
  }

  /// The server's id, or nil for a new one in each run.
  ///
  /// A directory that cannot be used is an error only for who asks whether it can: the server then says so, refuses to
  /// publish, and serves what it can.
  private static func serverID(_ arguments: ServerArguments, _ log: LogWriter) throws(UnusableDirectory) -> String? {
    guard let path = arguments.dataDirectory, path != DataDirectory.memory else { return nil }
    do throws(UnusableDirectory) {
      return try DataDirectory(path).serverID()
    } catch {
      if arguments.onlyChecks { throw error }
      log.write(LogRecord(.error, "failed", error.description))
      return nil
    }
  }

  /// Returns after the drain that the first signal but SIGHUP begins.
  private static func drain(_ server: Server, on interrupts: Interrupts, _ log: LogWriter) async {
    for await signal in interrupts.signals {
      guard signal == SIGHUP else {
        return await server.drain(reason: signal == SIGINT ? "interrupted" : "shutting down")
      }
      do throws(ServerError) {
        try server.reload()
      } catch {
        log.write(LogRecord(.error, "reload_failed", error.description))
      }
    }
  }
}
