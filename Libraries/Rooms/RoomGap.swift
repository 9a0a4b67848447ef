/// Publications that a subscriber missed and that cannot be replayed any more.
public struct RoomGap: Sendable, Hashable {
  /// Why the history does not reach back to where the subscriber was.
  public enum Reason: String, Sendable, Hashable {
    /// The room's numbering began anew, as after a restart: what the old epoch still published is unknown.
    case epochChanged = "epoch_changed"
    /// The history is bounded, and what was asked for has left it.
    case historyExpired = "history_expired"
    /// The subscriber claims to have seen more than was ever published.
    case offsetUnknown = "offset_unknown"
    /// The replay is larger than one connection may have waiting.
    case replayTooLarge = "replay_too_large"
  }

  /// The first missing offset.
  public var from: UInt64
  /// The last missing offset; smaller than ``from`` where nothing of the present epoch is missing.
  public var to: UInt64
  /// Why it is missing.
  public var reason: Reason

  /// Describes a gap.
  public init(from: UInt64, to: UInt64, reason: Reason) {
    self.from = from
    self.to = to
    self.reason = reason
  }
}
