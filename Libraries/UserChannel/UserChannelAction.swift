/// Something that a user channel wants done; actions are carried out in their order.
public enum UserChannelAction: Sendable, Hashable {
  /// Send a text message to a connection.
  case send([UInt8], to: UInt64)
  /// Close a connection, after what was sent to it. The channel has forgotten it.
  case close(UInt64, code: UInt16, reason: String)
  /// Put a message into a user's inbox, and call ``UserChannel/posted(_:_:at:into:)`` when it is durable.
  case post(UserMessage, user: String, ticket: UInt64)
  /// Put an answer into the inbox of its user and keep what was said in its conversation, both or neither, in place of
  /// what was kept before; call ``UserChannel/posted(_:_:at:into:)`` when both are durable.
  case answer(UserMessage, Conversation, ticket: UInt64)
  /// Ask for what was said in a conversation, and call ``UserChannel/recalled(_:_:at:using:into:)``.
  case recall(user: String, conversation: String, ticket: UInt64)
  /// Note that from now on messages wait for this device; nobody waits for it, and ``load(_:ticket:)`` repeats it.
  case attach(DeviceAddress)
  /// Note that messages wait for this device, ask for what it has not acknowledged, and call
  /// ``UserChannel/loaded(_:_:at:into:)``.
  case load(DeviceAddress, ticket: UInt64)
  /// Note that a device has a message, and call ``UserChannel/acknowledged(_:_:at:into:)`` when that is durable.
  case acknowledge(id: String, DeviceAddress, ticket: UInt64)
  /// A message is in the inbox, or was already: answer whoever asked with this token.
  case published(UInt64, UserReceipt)
  /// A message is not in the inbox: answer whoever asked with this token.
  case publishFailed(UInt64, UserPublishError)
  /// Send a text message to all connections of a user, by ``UserChannel/tell(_:to:into:)`` of the channel that has them.
  case tell([UInt8], user: String)
  /// Begin to generate an answer; give its parts to ``UserChannel/generated(_:of:at:into:)``.
  case generate(Question, generation: UInt64)
  /// Generate no more of an answer.
  case cancelGeneration(UInt64)
}
