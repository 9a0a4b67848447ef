/// What a subscription lost because its reader was slow.
public struct DropReport: Sendable, Hashable {
  /// The subscription, as the caller numbers it.
  public var subscription: UInt32
  /// The room of what was dropped.
  public var room: RoomName
  /// How many publications were dropped.
  public var count: Int
  /// The lowest offset among them.
  public var from: UInt64
  /// The highest offset among them.
  public var to: UInt64
}
