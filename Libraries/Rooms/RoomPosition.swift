/// A place in a room's order: everything up to `offset` in `epoch` has been seen.
public struct RoomPosition: Sendable, Hashable {
  /// The life of the room that the offset belongs to.
  public var epoch: Epoch
  /// The offset of the last publication that was seen; 0 before the first.
  public var offset: UInt64

  /// Makes a position.
  public init(epoch: Epoch, offset: UInt64) {
    self.epoch = epoch
    self.offset = offset
  }
}
