public import TautRooms

/// Where a publication stands in its room.
public struct PublishReceipt: Sendable, Hashable {
  /// The room it was published to.
  public var room: RoomName
  /// The life of the room.
  public var epoch: Epoch
  /// The place in the room's order.
  public var offset: UInt64

  /// Makes a receipt.
  public init(room: RoomName, epoch: Epoch, offset: UInt64) {
    self.room = room
    self.epoch = epoch
    self.offset = offset
  }
}
