import TautRooms

/// A home's answer to a ``PeerJoin``.
public struct PeerJoinAnswer: Sendable {
  /// The ticket of the question.
  var ticket: UInt64
  /// What was asked for, and `nil` where there is no such room.
  var recovery: RoomRecovery?
  /// Who is in the room, where that was asked for.
  var presence: RoomPresenceStatus?
  /// What the room amounts to, where that was asked for.
  var snapshot: RoomSnapshot?
  /// Whether another answer will follow, with the next publication.
  var isWaiting = false
}
