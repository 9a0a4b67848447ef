import TautRooms

/// A home's answer to a ``PeerJoin``.
public struct PeerJoinAnswer: Sendable {
  /// What was asked for, and `nil` where there is no such room.
  var position: RoomPosition?
  /// The ticket of the question.
  var ticket: UInt64
  /// What the subscriber missed, in order.
  var missed: [Publication]
  /// What it missed and cannot get.
  var gap: RoomGap?
}
