/// A message that waits in a user's inbox until each of the user's devices has acknowledged it.
public struct UserMessage: Sendable, Hashable {
  /// How urgent a message is; the urgent ones are handed out first.
  public enum Priority: String, Sendable, Hashable, CaseIterable {
    /// After all others.
    case low
    /// The usual one.
    case normal
    /// Before all others.
    case high
  }

  /// What tells the message from the user's others; putting it into the inbox twice keeps it once.
  public var id: String
  /// The message's type, such as `notification_new`.
  public var type: String
  /// The payload, one JSON value, byte for byte.
  public var payload: [UInt8]
  /// How urgent it is.
  public var priority: Priority
  /// When it was made: milliseconds since 1970.
  public var created: Int64
  /// When it is no longer worth handing out, in milliseconds since 1970, or `nil` for never.
  public var expires: Int64?

  /// Makes a message.
  public init(
    id: String, type: String, payload: [UInt8], priority: Priority = .normal, created: Int64, expires: Int64? = nil
  ) {
    self.id = id
    self.type = type
    self.payload = payload
    self.priority = priority
    self.created = created
    self.expires = expires
  }

  func isExpired(at now: Int64) -> Bool { expires.map { $0 <= now } ?? false }
}
