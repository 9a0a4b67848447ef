/// A message that somebody wants to put into a user's inbox.
public struct UserPublish: Sendable, Hashable {
  /// The longest user, type or id, in bytes.
  public static let longestName = 256

  /// Whose inbox.
  public var user: String
  /// The message's type.
  public var type: String
  /// The payload, one JSON value.
  public var payload: [UInt8]
  /// What makes the publish idempotent, or `nil` for an id that the channel makes up.
  public var id: String?
  /// How urgent the message is.
  public var priority = UserMessage.Priority.normal
  /// How long the message is worth handing out, or `nil` for ``UserChannelConfiguration/timeToLive``.
  public var timeToLive: Duration?
  /// The user who is told when a device gets and acknowledges the message, or `nil` for nobody.
  public var receiptsTo: String?

  /// Makes a request.
  public init(user: String, type: String, payload: [UInt8], id: String? = nil) {
    self.user = user
    self.type = type
    self.payload = payload
    self.id = id
  }
}
