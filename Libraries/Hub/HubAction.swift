public import TautEnvelope
public import TautRooms

/// Something that a hub wants done; actions are carried out in the order in which they stand in a ``HubOutput``.
public enum HubAction: Sendable {
  /// Send a text message to a connection: the bytes of ``HubOutput/bytes`` in the range.
  case send(Range<Int>, to: UInt32)
  /// Send one text message to many: the bytes of ``HubOutput/bytes``, the slots of ``HubOutput/recipients``.
  case broadcast(Range<Int>, recipients: Range<Int>)
  /// Send a publication in a dialect to the slots of ``HubOutput/recipients`` in the range. Frame it once.
  case fanOut(Publication, as: Dialect, recipients: Range<Int>)
  /// Send a publication in a dialect to one connection, as a replay and a drained queue do.
  case sendPublication(Publication, as: Dialect, to: UInt32)
  /// Call ``Hub/drained(_:at:into:)`` once everything that was sent to this connection has left; more is waiting.
  case awaitDrain(UInt32)
  /// Call ``Hub/poll(at:into:)`` at this time, if that is earlier than what was last asked for.
  case pollAt(ContinuousClock.Instant)
  /// Close a connection, after what was sent to it. The hub has forgotten it: do not call ``Hub/close(_:at:into:)``.
  case close(UInt32, code: UInt16, reason: String)
  /// Hand a message to the hub of another loop. Messages of one pair of loops must arrive in order.
  case post(PeerMessage, to: Int)
  /// Store these, in one piece, then call ``Hub/stored(at:into:)`` or ``Hub/notStored(reason:at:into:)``.
  case store([RoomAppend])
  /// A publish succeeded: answer whoever asked with this token.
  case published(ReplyToken, PublishReceipt)
  /// A publish failed: answer whoever asked with this token.
  case publishFailed(ReplyToken, PublishError)
  /// Who is in a room, for whoever asked with this token; `nil` where there is no such room.
  case presence(ReplyToken, RoomPresenceStatus?)
  /// What a room remembers, for whoever asked with this token; `nil` where there is no such room.
  case history(ReplyToken, RoomRecovery?)
}
