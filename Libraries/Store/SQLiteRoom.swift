import TautRooms

/// What the engine remembers of a room between transactions.
struct SQLiteRoom {
  /// The room's number in the file.
  var number: Int64
  /// The last position that was stored.
  var position: RoomPosition
  /// What came since the last pruning: at first as much as makes the next append prune.
  var unpruned = Unpruned(count: .max / 2, bytes: .max / 2, ids: .max / 2)

  struct Unpruned {
    var count = 0
    var bytes = 0
    var ids = 0
  }
}
