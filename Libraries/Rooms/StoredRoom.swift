/// One room as it comes out of a store.
public struct StoredRoom: Sendable, Hashable {
  /// The room's name.
  public var name: RoomName
  /// The last position that was given out, also where nothing before it is remembered any more.
  public var position: RoomPosition
  /// What is remembered, oldest first, within the bounds of the history; the last one stands at ``position``.
  public var publications: [StoredPublication]
  /// The ids of publishes that are remembered, oldest first; they outlive the publications.
  public var ids: [PublishID]

  /// The id of a publish and the offset that it was given.
  public struct PublishID: Sendable, Hashable {
    /// The publisher's id.
    public var id: String
    /// The offset of the publication.
    public var offset: UInt64

    /// Pairs an id with an offset.
    public init(id: String, offset: UInt64) {
      self.id = id
      self.offset = offset
    }
  }

  /// Describes a room.
  public init(name: RoomName, position: RoomPosition, publications: [StoredPublication] = [], ids: [PublishID] = []) {
    self.name = name
    self.position = position
    self.publications = publications
    self.ids = ids
  }
}
