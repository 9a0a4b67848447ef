/// Who is in a room (``Client/presence(in:)``).
public struct RoomMembers: Sendable, Hashable, Decodable {
  /// How many members there are: users, and clients without one.
  public var count: Int
  /// How many connections they have.
  public var connections: Int
  /// The members, as many as the server lists.
  public var members: [Member]
  /// Whether there are more members than are listed.
  public var isTruncated: Bool

  /// One member: a user, or a client without one.
  public struct Member: Sendable, Hashable, Decodable {
    /// The user, where the connection has a token.
    public var user: String?
    /// The client, where it has none.
    public var clientID: String?
    /// How many connections the member has.
    public var connections: Int

    private enum CodingKeys: String, CodingKey {
      case user, connections
      case clientID = "client_id"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case count, connections, members
    case isTruncated = "truncated"
  }
}
