/// Who somebody is and what they may do.
public struct Principal: Sendable, Hashable {
  /// Somebody without a token: no user, no role, every room that the route allows.
  public static let anonymous = Principal(user: nil, role: nil, rooms: .all)

  /// The user; nil for somebody without a token, or with one that names none.
  public var user: String?

  /// The role.
  public var role: String?

  /// The rooms that they may subscribe to and publish to.
  public var rooms: RoomGrants

  /// Makes a principal from its parts.
  public init(user: String?, role: String?, rooms: RoomGrants) {
    self.user = user
    self.role = role
    self.rooms = rooms
  }

  /// Whether the role is the administrator's.
  public var isAdministrator: Bool { role == "admin" }

  /// Refuses whoever is no administrator.
  public func requireAdministrator() throws(TokenRefusal) {
    guard isAdministrator else { throw .notAdministrator }
  }

  /// Refuses whoever is another user.
  public func require(user: String) throws(TokenRefusal) {
    guard self.user == user else { throw .otherUser }
  }

  /// Refuses whoever may not use this room.
  public func require(room: String) throws(TokenRefusal) {
    guard rooms.allow(room) else { throw .roomNotAllowed }
  }
}
