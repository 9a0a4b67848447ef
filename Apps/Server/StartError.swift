import TautServer

/// Why the server cannot start, and with which code it ends.
struct StartError: Error, CustomStringConvertible {
  var code: ExitCode
  var description: String

  /// What the data directory or the server says.
  init(_ error: any Error) {
    description = "\(error)"
    code =
      switch error {
      case let error as ServerError: error.isOfConfiguration ? .configuration : .unavailable
      default: .configuration
      }
  }
}
