import Glibc
import TautServer

/// The reference server: runs with no configuration.
@main
enum Program {
  static func main() async {
    do throws(OptionError) {
      let options = try ServerOptions(CommandLine.arguments.dropFirst(), environment: Environment.variable)
      switch options.wish {
      case .help: Output.write(ServerOptions.help)
      case .version: Output.write("tautline-server \(Tautline.version)\n")
      case .serve(let configuration): await serve(configuration)
      }
    } catch {
      Output.complain("tautline-server: \(error)\nTry: tautline-server --help\n")
      exit(EX_USAGE)
    }
  }

  /// Serves until SIGTERM or SIGINT, then drains; a second signal ends at once.
  private static func serve(_ configuration: ServerConfiguration) async {
    do throws(ServerError) {
      let server = try Server(configuration) { Output.complain("tautline-server: \($0)\n") }
      try await server.start()
      await drain(server, on: try Interrupts())
    } catch {
      Output.complain("tautline-server: \(error)\n")
      exit(EX_UNAVAILABLE)
    }
  }

  private static func drain(_ server: Server, on interrupts: Interrupts) async {
    for await signal in interrupts.signals {
      guard signal == SIGHUP else {
        Task {
          await server.drain(reason: signal == SIGINT ? "interrupted" : "shutting down")
          exit(EX_OK)
        }
        continue
      }
      do throws(ServerError) {
        try server.reload()
      } catch {
        Output.complain("tautline-server: \(error)\n")
      }
    }
  }
}
