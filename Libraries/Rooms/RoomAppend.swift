/// Publications that follow each other in one room.
///
/// The first one must stand directly behind the last one that the store has of the room. In another epoch than the
/// stored one the offsets begin with 1, and what the store had of the room is forgotten.
public struct RoomAppend: Sendable, Hashable {
  /// The room, which need not exist.
  public var room: RoomName
  /// The life of the room in which the offsets count.
  public var epoch: Epoch
  /// At least one publication, with consecutive offsets.
  public var publications: [StoredPublication]

  /// Makes an append; the offsets are consecutive.
  public init(room: RoomName, epoch: Epoch, publications: [StoredPublication]) {
    precondition(!publications.isEmpty, "an append of nothing")
    precondition(
      zip(publications, publications.dropFirst()).allSatisfy { $0.offset + 1 == $1.offset }, "offsets with a hole")
    self.room = room
    self.epoch = epoch
    self.publications = publications
  }
}
