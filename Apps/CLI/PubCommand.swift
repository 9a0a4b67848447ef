import TautCommandLine

/// `tautline pub`: publish into a room over HTTP.
struct PubCommand: Command {
  var room = ""
  var type = ""
  var payload = ""
  var url = "http://127.0.0.1:8000"
  var id: String?
  var meta: String?
  var token: String?
  var isInsecure = false
  var certificateAuthority: String?
  var timeout: Duration = .seconds(10)

  static let syntax = Syntax<Self>(
    name: "pub", summary: "publish into a room",
    operands: [
      .required(.nonEmpty("ROOM"), \.room, "the room"),
      .required(.nonEmpty("TYPE"), \.type, "the type of the message, such as odds_update"),
      .required(.nonEmpty("PAYLOAD"), \.payload, "JSON, or - for standard input: one payload per line"),
    ],
    options: [
      .value("url", alias: "u", .url("http", "https"), \.url, "the server"),
      .value("id", .nonEmpty("ID"), \.id, "publish only once under this id"),
      .value("meta", .nonEmpty("JSON"), \.meta, "an object that goes with the message"),
      .value("token", .token("TOKEN"), \.token, "send this token as 'Authorization: Bearer'"),
      .flag("insecure", alias: "k", \.isInsecure, "trust any certificate"),
      .value("ca", .path, \.certificateAuthority, "trust only the authorities in this PEM file"),
      .value("timeout", .seconds(), \.timeout, "give up waiting for an answer after this time"),
    ],
    notes: """
      Prints {"room","epoch","offset"} for each message that was taken.
      Exit codes: tautline --help.
      """)

  func validate() throws(UsageError) {
    if isInsecure, certificateAuthority != nil { throw .conflict("--insecure", "--ca") }
    if id != nil, payload == "-" { throw .conflict("--id", "payloads from standard input") }
  }
}
