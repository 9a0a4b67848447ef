/// Something that happens to a conversation.
enum TalkEvent: Sendable {
  /// The connection is open.
  case connected
  /// The connection is gone, and will be tried again after a time.
  case waiting(reason: String, seconds: Double, attempt: Int)
  /// The connection is gone, and will not be tried again.
  case gaveUp(reason: String, ExitCode)
  /// A message came.
  case message(String)
  /// The user wrote a line.
  case line(String)
  /// The input has ended.
  case endOfInput
  /// The user pressed Ctrl-C, or somebody asked the process to end.
  case interrupted
}
