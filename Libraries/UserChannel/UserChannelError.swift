/// What a user channel answers to a client: the `code` of an `error`.
///
/// All of them leave the connection open.
public enum UserChannelError: String, Sendable, Hashable, CaseIterable {
  /// A request has the wrong shape.
  case invalidPayload = "INVALID_PAYLOAD"
  /// No message has this id, or it has expired.
  case unknownMessage = "UNKNOWN_MESSAGE"
  /// The conversation is not known, and the request brings no message.
  case unknownConversation = "UNKNOWN_CONVERSATION"
  /// An answer is being generated in this conversation.
  case conversationBusy = "CONVERSATION_BUSY"
  /// As many answers are being generated for the user as may be.
  case tooManyGenerations = "TOO_MANY_GENERATIONS"
  /// The generator failed.
  case generationFailed = "GENERATION_FAILED"
  /// The generator took too long.
  case generationTimeout = "GENERATION_TIMEOUT"
  /// The storage failed, or too much waits for it.
  case storageUnavailable = "STORAGE_UNAVAILABLE"
}
