import TautCommandLine

/// `tautline-chat serve`: a user channel with a generator.
struct ServeCommand: CommandArguments {
  var host = "127.0.0.1"
  var port: UInt16 = 8000
  var directory: String?
  var secret: String?
  var tokenUser: String?
  var isSingle = false

  static let program: String? = "tautline-chat"

  static let syntax = Syntax<Self>(
    name: "serve", summary: "serve /ws/user/{uuid}, with a generator that answers",
    options: [
      .value("host", .nonEmpty("ADDRESS"), \.host, "listen on this address").variable("TAUTLINE_HOST"),
      .value("port", alias: "p", .port, \.port, "listen on this port; 0 takes a free one").variable("TAUTLINE_PORT"),
      .value("data-dir", .path("PATH", "a directory"), \.directory, "keep inboxes here; in memory unless given")
        .variable("TAUTLINE_DATA_DIR"),
      .value("jwt-secret", .nonEmpty("SECRET"), \.secret, "the secret that tokens are signed with; random unless given")
        .variable("JWT_SECRET").secret().withoutFlag(),
      .value("token-for", .nonEmpty("UUID"), \.tokenUser, "print a token for this user, good for a day"),
      .flag("single", \.isSingle, "one connection for each user: a newer one replaces it"),
    ],
    notes: """
      A flag wins over its variable. JWT_SECRET is not a flag, because every process of the machine could read it there.
      SIGTERM and SIGINT drain the server, a second one ends it at once. Exit codes: tautline-chat --help.
      """)
}
