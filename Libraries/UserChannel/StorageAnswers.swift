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
