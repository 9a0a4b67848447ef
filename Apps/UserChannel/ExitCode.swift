/// How the program ended, as the shell sees it; the numbers are those of `tautline`.
enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case closed = 1
  case unreachable = 2
  case refused = 3
  case usage = 64
  case unavailable = 69
  case configuration = 78
  case interrupted = 130

  /// What the code says, in the words of the help.
  var meaning: String {
    switch self {
    case .success: "ended by /quit, the end of the input, or a drain"
    case .closed: "the server closed the connection for good, such as when another device took its place"
    case .unreachable: "the server could not be reached, as often as it was tried"
    case .refused: "the server refused the handshake: no token, a bad one, or another user's"
    case .usage: "the command line is wrong"
    case .unavailable: "cannot listen, or the system has nothing left"
    case .configuration: "a file, a directory or a secret cannot be used"
    case .interrupted: "ended by Ctrl-C or SIGTERM"
    }
  }

  /// The table of all codes, one line each.
  static var table: String {
    allCases.map { code in
      let number = String(code.rawValue)
      return "  \(String(repeating: " ", count: 3 - number.count))\(number)  \(code.meaning)"
    }.joined(separator: "\n")
  }
}
