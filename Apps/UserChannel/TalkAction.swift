/// What a conversation wants done.
enum TalkAction: Sendable, Hashable {
  /// Send a message.
  case send(String)
  /// Write to standard output, as it is.
  case write(String)
  /// Say something beside the conversation: a status, a hint, an error.
  case note(String, TextStyle.Role)
  /// A line of the input has been dealt with.
  case taken
  /// Close the connection and end.
  case end(ExitCode)
}
