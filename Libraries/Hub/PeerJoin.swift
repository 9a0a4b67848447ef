import TautJSON
import TautRooms

/// A loop's question to the home of a room.
public struct PeerJoin: Sendable {
  enum Purpose: Sendable {
    /// For one subscription: the answer tells where the room is, and from then on the home sends all publications.
    case subscribe(since: RecoveryPoint?)
    /// For one request: only the latest publications, at most so many.
    case read(limit: Int)
    /// For one request: who is in the room, at most so many of them.
    case presence(limit: Int)
    /// For one request: what the room amounts to.
    case snapshot(key: JSONPath, filter: Filter)
    /// For somebody outside: what the request asks for, at once or with the next publication.
    case history(HistoryRequest)
  }

  var room: RoomName
  /// What the asking hub recognises the answer by.
  var ticket: UInt64
  var purpose: Purpose
}
