import TautRooms

/// A loop's question to the home of a room, for one subscription.
public struct PeerJoin: Sendable {
  /// The room.
  var room: RoomName
  /// What the asking hub recognises the answer by.
  var ticket: UInt64
  /// Where the subscriber was, if it wants to recover.
  var since: RecoveryPoint?
}
