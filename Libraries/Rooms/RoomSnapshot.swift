/// The state of a room at one place of its order.
///
/// A client that takes a snapshot and then subscribes with `since` at its position misses nothing and gets nothing twice.
public struct RoomSnapshot: Sendable {
  /// The last publication that the snapshot knows of.
  public var position: RoomPosition
  /// The latest publication of each key, oldest first.
  public var publications: [Publication] = []
  /// The sum over the keys and offsets of these.
  public var checksum = RoomChecksum()
  /// Whether nothing is missing, because all that was published since the beginning of the epoch was taken into account.
  public var isComplete: Bool

  /// A snapshot of nothing.
  public init(position: RoomPosition, isComplete: Bool) {
    self.position = position
    self.isComplete = isComplete
  }
}
