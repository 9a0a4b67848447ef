import TautCommandLine

/// `tautline bench`: put a server under load and measure how it answers.
struct BenchCommand: ConnectingCommand {
  var kind = BenchKind.echo
  var url: String?
  var connection = ConnectionSettings()
  var connections = 64
  var pipeline = 1
  var size = 32
  var isBinary = false
  var rate: Int?
  var warmup: Duration = .seconds(1)
  var duration: Duration = .seconds(10)
  var room = "odds_updates"
  var isJSON = false

  init() {
    // What is measured is the server, not zlib, unless --deflate asks for it.
    connection.compresses = false
  }

  static let syntax = Syntax<Self>(
    name: "bench", summary: "put a server under load and measure it",
    operands: [
      .required(.benchKind, \.kind, "what to do, see below"),
      .optional(.url("ws", "wss"), \.url, "the server (default: ws://127.0.0.1:8000, at the path that fits)"),
    ],
    options: [
      .value("connections", alias: "c", .integer("N", 1...100_000), \.connections, "this many connections"),
      .value(
        "pipeline", alias: "p", .integer("N", 1...65_536), \.pipeline,
        "this many messages in flight on each, or publishers"),
      .value("size", .integer("BYTES", 0...0x7FFF_FFFF), \.size, "messages of this size"),
      .flag("binary", \.isBinary, "binary messages instead of text"),
      .value(
        "rate", alias: "r", .integer("N", 1...100_000_000), \.rate,
        "begin N operations a second in all, whether or not the server keeps up"),
      .value("duration", alias: "d", .seconds(), \.duration, "measure for this time"),
      .value("warmup", .seconds(allowsZero: true), \.warmup, "first run for this time without measuring"),
      .value("room", .nonEmpty("ROOM"), \.room, "the room of fanout"),
      .flag("deflate", \.connection.compresses, to: true, "offer permessage-deflate"),
      .flag("json", alias: "j", \.isJSON, "print one JSON object"),
    ] + Option.connection,
    notes: """
      echo      send messages and wait for the same back (path /ws/bench)
      fanout    one publisher, the connections subscribe to --room (path /ws)
      connect   connect, one echo, close, over and over, --connections at a time
      idle      hold connections open and do nothing

      Without --rate the next message is sent when an answer comes. With --rate a
      latency counts from the time at which the message was due, so that a server
      that stalls cannot hide it. Progress goes to standard error.
      Exit codes: 1 when answers were wrong or missing; else tautline --help.
      """)

  func validate() throws(UsageError) {
    try connection.validate()
    if kind == .idle, rate != nil { throw .conflict("idle", "--rate") }
    if kind == .echo, rate != nil, pipeline > 1 { throw .conflict("--rate", "--pipeline") }
  }

  /// The server with the path that fits the kind, unless another was given.
  var target: String {
    url ?? "ws://127.0.0.1:8000" + kind.path
  }
}
