public import TautRooms

/// What somebody wants to read of a room without subscribing.
public struct HistoryRequest: Sendable {
  /// The room.
  public var room: RoomName
  /// The life of the room that ``offset`` counts in; `nil` is the present one.
  public var epoch: Epoch?
  /// Whether the text for the epoch was none of ours, so that it equals no room's.
  public var isOfUnknownEpoch = false
  /// The last offset that was seen, or `nil` for the latest publications.
  public var offset: UInt64?
  /// Whether to begin at the present where there is no offset.
  public var beginsNow = false
  /// The most publications.
  public var limit: Int
  /// Whether to wait where there is nothing yet.
  public var waits: Bool

  /// Makes a request.
  public init(room: RoomName, epoch: Epoch? = nil, offset: UInt64? = nil, limit: Int, waits: Bool = false) {
    self.room = room
    self.epoch = epoch
    self.offset = offset
    self.limit = limit
    self.waits = waits
  }
}
