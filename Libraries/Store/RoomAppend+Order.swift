import TautRooms

extension RoomAppend {
  /// Checks that this append follows what is stored.
  func check(after stored: RoomPosition?) throws(StoreError) {
    let first = publications[0].offset
    guard let stored, stored.epoch == epoch else {
      guard first == 1 else { throw .outOfOrder(room: room.text, offset: first, stored: 0) }
      return
    }
    guard first == stored.offset + 1 else { throw .outOfOrder(room: room.text, offset: first, stored: stored.offset) }
  }
}
