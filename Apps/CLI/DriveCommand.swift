import TautCommandLine

/// `tautline drive`: another program steers a connection.
struct DriveCommand: Command {
  static let syntax = Syntax<Self>(
    name: "drive", summary: "be steered by another program, in JSON lines",
    notes: """
      Reads one JSON object per line and answers each with one line, in order, with
      the same "id". Operations: connect, send, recv, ping, close, state, quit.
      See Docs/CLI.md.
      """)
}
