import TautCommandLine

/// `tautline-chat talk`: a chat client.
struct TalkCommand: CommandArguments {
  var url: String?
  var user: String?
  var token: String?
  var device: String?
  var attempts: Int?
  var isInsecure = false

  static let program: String? = "tautline-chat"

  static let syntax = Syntax<Self>(
    name: "talk", summary: "talk to a generator, on a terminal or in a pipe",
    operands: [.optional(.url("ws", "wss"), \.url, "the server; ws://127.0.0.1:8000 unless given")],
    options: [
      .value("user", alias: "u", .nonEmpty("UUID"), \.user, "whose channel; the token's subject unless given"),
      .value("token", alias: "t", .token("TOKEN"), \.token, "the token that says so").variable("TAUTLINE_TOKEN")
        .secret(),
      .value("device", alias: "d", .token("NAME"), \.device, "this device; each acknowledges for itself"),
      .value("max-attempts", .integer("N", 1...1_000_000), \.attempts, "attempts to connect in a row; 8 unless given"),
      .flag("insecure", alias: "k", \.isInsecure, "trust any certificate"),
    ],
    notes: """
      Lines are messages; /regenerate asks for another answer, /cancel stops one, /pending asks for what waits, /quit ends.
      Answers go to standard output, the state of the connection to standard error. In a pipe each line waits for the
      answer to the one before. NO_COLOR turns colours off. Exit codes: tautline-chat --help.
      """)
}
