/// One member of a room and how many connections it has there.
public struct PresenceEntry: Sendable, Hashable {
  /// Who it is.
  public var member: PresenceMember
  /// With how many connections.
  public var connections: Int

  /// Describes a member.
  public init(member: PresenceMember, connections: Int) {
    self.member = member
    self.connections = connections
  }
}
