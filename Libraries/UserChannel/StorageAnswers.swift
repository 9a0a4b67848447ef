/// What became of a message that was to go into an inbox.
public enum PostOutcome: Sendable, Hashable {
  /// It is there, and survives the process.
  case stored
  /// A message with this id was there before; nothing changed.
  case repeated
  /// The inbox is full; `limit` names the bound, such as `1000 messages`.
  case full(limit: String)
  /// It could not be stored.
  case failed(reason: String)
}

/// What waits for a device.
public enum LoadOutcome: Sendable, Hashable {
  /// The messages that the device has not acknowledged: the urgent ones first, then by age.
  case messages([UserMessage])
  /// They could not be read.
  case failed(reason: String)
}

/// What became of an acknowledgement.
public enum AcknowledgeOutcome: Sendable, Hashable {
  /// It is stored.
  case stored
  /// The device had acknowledged the message before.
  case repeated
  /// There is no such message.
  case unknown
  /// It could not be stored.
  case failed(reason: String)
}

/// What was said in a conversation.
public enum RecallOutcome: Sendable, Hashable {
  /// It is this, or nothing.
  case conversation(Conversation?)
  /// It could not be read now. Nothing is answered, since what is kept with an answer takes the place of what was said.
  case failed(reason: String)
  /// It cannot be read as long as the process lives, and nothing is kept either: answers come without it.
  case unreachable(reason: String)
}
