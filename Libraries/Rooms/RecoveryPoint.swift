/// Where a subscriber that comes back says it was.
///
/// Unlike a ``RoomPosition``, its epoch may be of no room of ours: then it equals none.
public struct RecoveryPoint: Sendable, Hashable {
  /// The epoch as the subscriber told it, or `nil` where the text is not one of ours.
  public var epoch: Epoch?
  /// The last offset that it has seen.
  public var offset: UInt64

  /// Makes a recovery point.
  public init(epoch: Epoch?, offset: UInt64) {
    self.epoch = epoch
    self.offset = offset
  }
}
