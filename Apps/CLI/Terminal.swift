internal import CTautTerminal
internal import FoundationEssentials
import Glibc

/// The terminal that the program runs in, if it does.
enum Terminal {
  /// Whether lines can be edited: keys come from a terminal and go to one.
  static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && !isDumb }

  /// The colours of what goes to `descriptor`.
  ///
  /// Only on a terminal, and not against the user's wish: https://no-color.org.
  static func style(for descriptor: Int32, wanted: Bool) -> TextStyle {
    let isRefused = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    return TextStyle(isEnabled: wanted && !isRefused && !isDumb && isatty(descriptor) == 1)
  }

  /// The columns of standard output; 80 where it is no terminal.
  static var columns: Int {
    let columns = Int(taut_terminal_columns(STDOUT_FILENO))
    return columns > 0 ? columns : 80
  }

  /// Lets keys through as they are pressed; pasted text is marked.
  static func enterRawMode() {
    _ = taut_terminal_set_raw(1)
    StandardOutput.write("\u{1B}[?2004h")
  }

  /// Puts the terminal back.
  static func leaveRawMode() {
    StandardOutput.write("\u{1B}[?2004l")
    _ = taut_terminal_set_raw(0)
  }

  /// Stops the process until somebody continues it, with the terminal as it was.
  static func suspend() {
    leaveRawMode()
    // Not SIGTSTP: Dispatch blocks it in its threads, and this is one of them.
    kill(getpid(), SIGSTOP)
    enterRawMode()
  }

  private static var isDumb: Bool { environment["TERM"] == "dumb" }

  private static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
