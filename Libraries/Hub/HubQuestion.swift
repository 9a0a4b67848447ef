import TautRooms

/// What a hub does when the home of a room has answered.
enum HubQuestion: Sendable {
  /// Confirm this subscription.
  case subscribe(Int32)
  /// Answer this `get_props`.
  case props(PropsRequest)
  /// Tell who is in a room.
  case presence(PresenceAsker)
  /// Put this room of a request for snapshots, by its number, into its place.
  case snapshot(UInt64, Int)
  /// Answer whoever reads this room with this token; the last is where the room was when a poll began to wait.
  case history(ReplyToken, RoomName, RoomRecovery?)
}
