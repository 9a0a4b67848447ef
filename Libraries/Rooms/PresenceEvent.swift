/// What changed about who is in a room.
public enum PresenceEvent: Sendable, Hashable {
  /// Somebody came who was not there.
  case joined(PresenceMember)
  /// The last connection of somebody went.
  case left(PresenceMember)

  /// Who came or went.
  public var member: PresenceMember {
    switch self {
    case .joined(let member), .left(let member): member
    }
  }
}
