import TautCommandLine

/// `tautline sub`: follow a room.
struct SubCommand: SessionCommand {
  var room = ""
  var url = "ws://127.0.0.1:8000/ws"
  var connection = ConnectionSettings()
  var session = SessionSettings()
  var filters: [FilterOption] = []
  var since: PositionOption?
  var isJSON = false
  var usesColor = true
  var exitAfter: ExitAfter?

  init() {
    // A link that died without a word would otherwise look like a quiet room.
    connection.pingInterval = .seconds(25)
  }

  static let syntax = Syntax<Self>(
    name: "sub", summary: "follow a room",
    operands: [.required(.nonEmpty("ROOM"), \.room, "the room")],
    options: [
      .value("url", alias: "u", .url("ws", "wss"), \.url, "the server"),
      .repeated("filter", alias: "f", .filter, \.filters, "only messages whose payload matches"),
      .value("since", .position, \.since, "first what came after this position"),
      .flag("json", alias: "j", \.isJSON, "print one JSON object per message (the default in a pipe)"),
      .value("exit-after", alias: "n", .exitAfter, \.exitAfter, "end after N messages, or N seconds (5s)"),
      .flag("no-color", \.usesColor, to: false, "no colours (so does NO_COLOR in the environment)"),
    ] + Option.session + Option.connection,
    notes: """
      A connection that is lost is opened again after 1, 2, 4, 8 and then 12 seconds,
      give or take a fifth, or with the delays of --preset, and what was missed
      meanwhile is replayed. States and notifications go to standard error.
      Exit codes: tautline --help.
      """)

  func validate() throws(UsageError) {
    try connection.validate()
  }
}
