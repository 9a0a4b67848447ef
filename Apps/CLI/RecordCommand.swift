import TautCommandLine
internal import TautRecording

/// `tautline record`: keep what both sides of a connection say.
struct RecordCommand: ConnectingCommand {
  var url = ""
  var file = ""
  var connection = ConnectionSettings()
  var messages: [String] = []
  var exitAfter: ExitAfter?
  var maximumBytes = RecordingFile.defaultLimit
  var replaces = false

  static let syntax = Syntax<Self>(
    name: "record", summary: "keep what both sides of a connection say",
    operands: [
      .required(.url("ws", "wss"), \.url, "where to connect"),
      .required(.path, \.file, "the file to make, or - for standard output"),
    ],
    options: [
      .repeated("send", .nonEmpty("TEXT"), \.messages, "send this first, such as a subscription"),
      .value("exit-after", alias: "n", .exitAfter, \.exitAfter, "end after N messages have come, or N seconds (5s)"),
      .value("max-bytes", .bytes, \.maximumBytes, "end when the file would be larger, in bytes"),
      .flag("force", alias: "f", \.replaces, "replace a file that exists"),
    ] + Option.connection,
    notes: """
      Each line of standard input is sent as a text. The recording ends with the
      connection, at --exit-after, or with ctrl-C; the end of the input does not end
      it. One line of JSON per event, with the seconds since the opening. Secrets in
      the URL are masked, messages are kept as they are; only the owner can read the
      file. Exit codes: tautline --help; 74 when the file cannot be written or is
      full.
      """)

  func validate() throws(UsageError) {
    try connection.validate()
  }
}
