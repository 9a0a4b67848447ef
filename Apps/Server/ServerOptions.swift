import TautServer

/// What the command line and the environment ask for.
///
/// A flag wins over its variable.
struct ServerOptions {
  enum Wish {
    case help
    case version
    case serve(ServerConfiguration)
  }

  let wish: Wish

  init(
    _ arguments: some Sequence<String>, environment: (String) -> String?
  ) throws(OptionError) {
    var configuration = ServerConfiguration()
    configuration.loops = Environment.cores
    var files = ServerFiles()
    try Self.readVariables(environment, &configuration, &files)
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      if argument == "--help" || argument == "-h" {
        wish = .help
        return
      }
      if argument == "--version" {
        wish = .version
        return
      }
      try Self.read(argument, &rest, &configuration, &files)
    }
    configuration.tls = try files.tls()
    if let path = files.data { configuration.serverID = try DataDirectory(path).serverID() }
    wish = .serve(configuration)
  }

  private static func readVariables(
    _ environment: (String) -> String?, _ configuration: inout ServerConfiguration, _ files: inout ServerFiles
  ) throws(OptionError) {
    for option in ServerOption.all {
      guard let variable = option.variable, let text = environment(variable), !text.isEmpty else { continue }
      guard option.apply(&configuration, &files, text) else {
        throw .badValue(name: variable, value: text, allowed: option.allowed)
      }
    }
  }

  private static func read(
    _ argument: String, _ rest: inout ArraySlice<String>, _ configuration: inout ServerConfiguration,
    _ files: inout ServerFiles
  ) throws(OptionError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let option = ServerOption.all.first(where: { "--\($0.name)" == parts[0] }) else {
      throw .unknown(argument)
    }
    var text = "1"
    if option.value != nil {
      guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
        throw .missingValue(name: parts[0], allowed: option.allowed)
      }
      text = value
    } else if parts.count > 1 {
      throw .unexpectedValue(name: parts[0], value: parts[1])
    }
    guard option.apply(&configuration, &files, text) else {
      throw .badValue(name: parts[0], value: text, allowed: option.allowed)
    }
  }

  /// The help, made of the same table that is parsed.
  static var help: String {
    let rows = ServerOption.all.map { option in
      let left = "  --\(option.name)\(option.value.map { " \($0)" } ?? "")"
      let variable = option.variable.map { " [\($0)]" } ?? ""
      return left + String(repeating: " ", count: max(1, 28 - left.count)) + option.summary + variable
    }
    return """
      tautline-server: a WebSocket server with rooms, history and recovery

      Usage: tautline-server [options]

      Options, each with the environment variable that sets it as well; a flag wins:
      \(rows.joined(separator: "\n"))
        --help                    print this
        --version                 print the version

      SIGTERM and SIGINT drain the server, a second one ends it at once; SIGHUP reads certificate and key again.
      Exit codes: 0 after a drain, 64 for a bad option, 69 where it cannot listen.

      """
  }
}
