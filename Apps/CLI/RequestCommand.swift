import TautCommandLine

/// `tautline request`: ask a server something and print the answer.
struct RequestCommand: SessionCommand {
  var type = ""
  var payload: String?
  var url = "ws://127.0.0.1:8000/ws"
  var connection = ConnectionSettings()
  var session = SessionSettings()
  var timeout: Duration = .seconds(30)
  var usesColor = true

  static let syntax = Syntax<Self>(
    name: "request", summary: "ask a server something and print the answer",
    operands: [
      .required(.nonEmpty("TYPE"), \.type, "the type of the request, such as get_props"),
      .optional(.text("PAYLOAD"), \.payload, "JSON, or - for standard input: one payload per line"),
    ],
    options: [
      .value("url", alias: "u", .url("ws", "wss"), \.url, "the server"),
      .value("timeout", .seconds(), \.timeout, "give up waiting for an answer after this time"),
      .flag("no-color", \.usesColor, to: false, "no colours (so does NO_COLOR in the environment)"),
    ] + Option.session + Option.connection,
    notes: """
      Prints {"type","payload"} for each answer. While there is no connection a
      request waits for one; a request whose connection breaks is not sent again.
      Exit codes: tautline --help; 9 when the server answers with an error.
      """)

  func validate() throws(UsageError) {
    try connection.validate()
  }
}
