import TautCommandLine
internal import TautRecording

/// `tautline replay`: play one side of a recorded connection.
struct ReplayCommand: ConnectingCommand {
  var file = ""
  var url: String?
  var connection = ConnectionSettings()
  var host = "127.0.0.1"
  var port = 9000
  var speed = 1.0
  var longestWait: Duration?
  var isLockstep = false
  var linger: Duration = .seconds(1)
  var isJSON = false
  var usesColor = true

  static let syntax = Syntax<Self>(
    name: "replay", summary: "play one side of a recorded connection",
    operands: [
      .required(.path, \.file, "a recording, as tautline record makes it"),
      .optional(.url("ws", "wss"), \.url, "the server to play the client to; without, be the server"),
    ],
    options: [
      .value(
        "port", alias: "p", .integer("PORT", 0...65535), \.port, "as server: listen on this port; 0 takes a free one"),
      .value("host", .nonEmpty("ADDRESS"), \.host, "as server: listen on this address"),
      .value("speed", .speed, \.speed, "so much faster than it was; max waits for nothing"),
      .value("longest-wait", .seconds(allowsZero: true), \.longestWait, "wait at most this long for one event"),
      .flag("lockstep", \.isLockstep, "wait for the peer where it had spoken first"),
      .value("linger", .seconds(allowsZero: true), \.linger, "as client: wait this long for the last answers"),
      .flag("json", alias: "j", \.isJSON, "print one JSON object per event"),
      .flag("no-color", \.usesColor, to: false, "no colours (so does NO_COLOR in the environment)"),
    ] + Option.connection,
    notes: """
      As a server it plays the server's side to each connection, from the beginning,
      on every path; as a client it sends the client's messages to URL. What the
      peer sends goes to standard output. A recording is held in memory, at most 256
      MiB of it. Exit codes: tautline --help; 66 when the file is no recording.
      """)

  func validate() throws(UsageError) {
    try connection.validate()
  }
}

extension ValueForm where Value == Double {
  /// A factor, or `max`.
  static let speed = ValueForm(
    name: "FACTOR", allowed: "a number from 0.001 to 1000000, such as 2, or max",
    read: { text in
      if text == "max" { return .infinity }
      return Double(text).flatMap { (0.001...1_000_000).contains($0) ? $0 : nil }
    },
    show: { $0 == .infinity ? "max" : $0 == $0.rounded() ? String(Int($0)) : String($0) })
}

extension ReplayCommand {
  /// What the options say about time.
  var pace: Replay.Pace {
    var pace = Replay.Pace()
    pace.speed = speed
    pace.longestWait = longestWait
    pace.isLockstep = isLockstep
    return pace
  }
}
