import TautCommandLine

/// `tautline doctor`: find out why a connection does not work.
struct DoctorCommand: ConnectingCommand {
  var url = ""
  var connection = ConnectionSettings()
  var wait: Duration = .seconds(1)
  var isJSON = false
  var usesColor = true

  init() {
    // Whoever asks for a diagnosis sits in front of it.
    connection.pingTimeout = .seconds(5)
  }

  static let syntax = Syntax<Self>(
    name: "doctor", summary: "find out why a connection does not work",
    operands: [.required(.url("ws", "wss"), \.url, "the server's URL, as the client uses it")],
    options: [
      .value("wait", .seconds(), \.wait, "wait this long for the server's first message"),
      .flag("json", alias: "j", \.isJSON, "print one JSON object with all findings"),
      .flag("no-color", \.usesColor, to: false, "no colours (so does NO_COLOR in the environment)"),
    ] + Option.connection,
    notes: """
      Checks the URL, DNS, TCP, the proxy, TLS, the upgrade, the server's first
      message, ping and pong, a message and its answer, and the close, one after the
      other, and says for each what was seen, what is wrong and what to do. One JSON
      ping is sent, and to a server that echoes it, two messages of 16 KiB. Exit
      codes: 0 when nothing failed (warnings do not count), else that of the first
      failure as in tautline --help: 2 DNS, TCP or proxy, 3 upgrade, 4 TLS, 5 and 6
      a broken connection, 7 no answer in time, 1 and 8 closed by the server, 64 the
      URL.
      """)

  func validate() throws(UsageError) {
    try connection.validate()
  }
}
