/// What a subscriber that comes back gets.
public struct RoomRecovery: Sendable {
  /// Where the room is now; what comes after it is live.
  public var position: RoomPosition
  /// What the subscriber missed, oldest first.
  public var missed: [Publication] = []
  /// What it missed and cannot get, all of it before ``missed``.
  public var gap: RoomGap?

  /// A recovery of nothing: the subscriber begins at the present.
  public init(position: RoomPosition) {
    self.position = position
  }
}
