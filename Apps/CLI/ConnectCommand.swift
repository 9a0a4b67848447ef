import TautCommandLine

/// `tautline connect`: one connection, by hand, from a pipe, or as an echo.
struct ConnectCommand: SessionCommand {
  var url = ""
  var connection = ConnectionSettings()
  var session = SessionSettings()
  var sendsText = false
  var sendsBinary = false
  var isJSON = false
  var usesColor = true
  var echoes = false
  var exitAfter: ExitAfter?
  var linger: Duration = .seconds(1)

  static let syntax = Syntax<Self>(
    name: "connect", summary: "open a connection and talk over it",
    operands: [.required(.url("ws", "wss"), \.url, "where to connect")],
    options: Option.connection + [
      .flag("text", \.sendsText, "send what is typed as text (the default)"),
      .flag("binary", \.sendsBinary, "send what is typed as binary"),
      .flag("echo", alias: "e", \.echoes, "send each message back as it came, until the peer closes"),
      .flag("json", alias: "j", \.isJSON, "print one JSON object per event"),
      .flag("no-color", \.usesColor, to: false, "no colours (so does NO_COLOR in the environment)"),
      .value("exit-after", alias: "n", .exitAfter, \.exitAfter, "close after N messages have come, or N seconds (5s)"),
      .value(
        "linger", .seconds(allowsZero: true), \.linger, "wait this long for answers after the end of piped input"),
    ] + Option.session,
    notes: """
      On a terminal, lines are edited with the keys of readline and kept in a history.
      A line that begins with / is a command: /help shows them, // sends a slash.
      From a pipe every line is a message; messages go to standard output, one line
      each, and everything else to standard error.
      With --preset a lost connection is opened again, and lines wait for it.
      Exit codes: tautline --help.
      """)

  func validate() throws(UsageError) {
    if sendsText, sendsBinary { throw .conflict("--text", "--binary") }
    if echoes, session.preset != nil { throw .conflict("--echo", "--preset") }
    try connection.validate()
  }
}
