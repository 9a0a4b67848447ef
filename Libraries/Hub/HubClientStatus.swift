public import TautEnvelope

/// What a hub knows about one connection, for the management API.
public struct HubClientStatus: Sendable, Hashable {
  /// What the client is known by; connections that have no id of their own get one of their loop.
  public var id: String
  /// How its messages are spelled.
  public var dialect: Dialect
  /// The verified user, where there is one.
  public var user: String?
  /// The role, where there is one.
  public var role: String?
  /// When the connection was opened: milliseconds since 1970, to the second.
  public var openedAt: Int64
  /// The rooms that it is subscribed to, each once for each subscription.
  public var rooms: [String]
  /// The bytes that wait for it.
  public var waitingBytes: Int
}
