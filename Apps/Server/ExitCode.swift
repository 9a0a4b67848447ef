/// How the server ended, as the shell and a service manager see it.
///
/// The numbers are those of `sysexits.h`.
enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case usage = 64
  case unavailable = 69
  case configuration = 78

  /// What the code says, in the words of the help.
  var meaning: String {
    switch self {
    case .success: "drained, or the configuration is right"
    case .usage: "a flag, a variable or the configuration file is wrong"
    case .unavailable: "cannot listen, or the system has nothing left"
    case .configuration: "a file or directory that an option names cannot be used"
    }
  }

  /// The table of all codes, one line each.
  static var table: String {
    allCases.map { "  \($0.rawValue < 10 ? " " : "")\($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")
  }
}
