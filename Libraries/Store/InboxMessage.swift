/// A message that waits for one user until each of the user's devices has acknowledged it.
public struct InboxMessage: Sendable, Hashable {
  /// How urgent a message is; the urgent ones are handed out first.
  public enum Priority: Int, Sendable, Hashable, CaseIterable, Comparable {
    /// After all others.
    case low = 0
    /// The usual one.
    case normal = 1
    /// Before all others.
    case high = 2

    /// Orders by urgency.
    public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
  }

  /// What tells the message from the user's others; posting it twice stores it once.
  public var id: String
  /// The message's type, such as `message_generate`.
  public var type: String
  /// The payload as JSON, byte for byte.
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
