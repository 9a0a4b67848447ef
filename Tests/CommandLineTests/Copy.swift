import TautCommandLine

/// A command with an option of each kind.
struct Copy: CommandArguments {
  var source = ""
  var target: String?
  var isQuiet = false
  var isSafe = true
  var size = 10
  var owner: String?
  var tags: [String] = []
  var hosts: [String] = []
  var wait: Duration = .seconds(30)
  var limit: Duration?
  var password: String?
  var file: String?

  static let syntax = Syntax<Self>(
    name: "copy", summary: "copy a file",
    operands: [
      .required(.nonEmpty("SOURCE"), \.source, "what to copy"), .optional(.nonEmpty("TARGET"), \.target, "where to"),
    ],
    options: [
      .flag("quiet", alias: "q", \.isQuiet, "say nothing").variable("COPY_QUIET"),
      .flag("unsafe", \.isSafe, to: false, "ask nothing"),
      .value("size", alias: "s", .integer("BYTES", 1...99), \.size, "at once").variable("COPY_SIZE"),
      .value("owner", .nonEmpty("NAME"), \.owner, "for whom").variable("COPY_OWNER"),
      .repeated("tag", .nonEmpty("TAG"), \.tags, "mark with"),
      .list("host", .choice("HOST", ["a", "b", "c"]), \.hosts, "copy to").variable("COPY_HOSTS"),
      .value("wait", .seconds(), \.wait, "give up after")
        .variable("COPY_WAIT_MS", .milliseconds(1...60_000), \.wait).variable("COPY_WAIT"),
      .value("limit", .seconds(), \.limit, "take at most").variable("COPY_LIMIT_MS", .milliseconds(1...9), \.limit),
      .value("password", .token("WORD"), \.password, "open with").variable("COPY_PASSWORD").secret().withoutFlag(),
      .value("config", .path, \.file, "read this").onlyAsFlag(),
    ],
    notes: "That is all.")

  func validate() throws(UsageError) {
    if isQuiet, !isSafe { throw .conflict("--quiet", "--unsafe") }
  }
}

/// A command of a larger program, with no operand.
struct Part: CommandArguments {
  static let program: String? = "whole"
  static let syntax = Syntax<Self>(name: "part", summary: "do little")
}
