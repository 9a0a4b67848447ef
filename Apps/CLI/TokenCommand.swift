import TautCommandLine

/// `tautline token`: make tokens, check them, look at them.
struct TokenCommand: Command {
  var action = ""

  static let syntax = Syntax<Self>(
    name: "token", summary: "make, check and look at tokens (JWT), and their keys",
    operands: [.required(.choice("COMMAND", ["make", "check", "inspect", "key", "jwks"]), \.action, "what to do")],
    notes: """
      make     make a token and sign it
      check    tell whether a token is good, and why not
      inspect  show what stands in a token, without checking it
      key      make a fresh key
      jwks     show the public keys of files as a key set
      Each has its own --help: tautline token make --help
      """)

  static let subcommands: [any Command.Type] = [
    TokenMakeCommand.self, TokenCheckCommand.self, TokenInspectCommand.self, TokenKeyCommand.self,
    TokenJWKSCommand.self,
  ]

  /// Every action is a command of its own, so that only their names parse.
  func run() async -> ExitCode { .usage }
}
