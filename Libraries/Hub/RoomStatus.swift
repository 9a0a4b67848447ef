public import TautRooms

/// What a hub knows about one room, for the management API.
///
/// Each hub counts its own subscribers. The home alone knows position and history: they are `nil` and 0 elsewhere.
public struct RoomStatus: Sendable, Hashable {
  /// The room.
  public var name: RoomName
  /// The subscriptions of this hub's connections.
  public var subscriptions: Int
  /// The room's epoch and last offset, at its home.
  public var position: RoomPosition?
  /// The publications that the history holds.
  public var historyCount: Int
  /// The bytes that the history holds.
  public var historyBytes: Int
}
