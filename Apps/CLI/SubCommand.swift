import TautCommandLine
internal import TautSession

/// `tautline sub`: follow a room.
struct SubCommand: SessionCommand {
  var room = ""
  var url = "ws://127.0.0.1:8000/ws"
  var connection = ConnectionSettings()
  var session = SessionSettings()
  var filters: [FilterOption] = []
  var delivery = Delivery()
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
      .value(
        "throttle", .seconds(allowsZero: true), \.delivery.throttle,
        "at most one delivery in this time, of the latest message"),
      .value(
        "conflate", .nonEmpty("PATH"), \.delivery.conflate,
        "of the messages that wait, the latest for each value at this path of the payload"),
      .flag("deduplicate", \.delivery.deduplicate, to: .publicationID, "no publication id twice"),
      .value("deduplicate-by", .deduplication, \.delivery.deduplicate, "no value at this path of the payload twice"),
      .value("batch", .batch, \.delivery.batch, "send up to N messages together, which wait up to SECONDS"),
      .value(
        "slow-reader", .slowReaderPolicy, \.delivery.slowReaderPolicy,
        "what the server does with what is read too slowly"),
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
