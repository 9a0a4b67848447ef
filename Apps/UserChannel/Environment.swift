import FoundationEssentials
import Glibc

/// What the process finds around it.
enum Environment {
  static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// Whether a person types and reads.
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

  /// Whether standard output takes colours: https://no-color.org.
  static var takesColors: Bool {
    isatty(STDOUT_FILENO) == 1 && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
  }

  /// The seconds since 1970.
  static var seconds: Int64 { Int64(Date().timeIntervalSince1970) }
}
